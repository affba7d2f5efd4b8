#!/usr/bin/env bash
# Guess: what a CSV library writes, the same library reads: a column of three names, the second one empty, has three records again.
# What happens: Go's encoding/csv writes an empty line for the record and skips empty lines when it reads, so that the second name is gone.
# csv-stringify, fast-csv, PapaParse and d3-dsv write the empty line, too; Go and Python's reader lose it or return a record without
# fields. Python and Rust's csv write "" for it, which all can read.
# Why it matters: a list of ids, of labels or of results with one column is shorter after the trip: whoever joins it by line number with
# another list has wrong pairs from there on. With two columns nothing is lost, so tests do not show it.
set -euo pipefail
for tool in cargo go node npm python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --prefix . --no-save --no-audit --no-fund --silent csv-stringify@6.9.0 csv-parse@7.0.3 fast-csv@5.0.8 papaparse@5.7.1 d3-dsv@3.0.2 ||
  { echo 'The packages could not be installed.' >&2; exit 2; }
cat >main.go <<'GO'
package main

import (
	"encoding/csv"
	"fmt"
	"os"
)

func main() {
	if len(os.Args) > 1 {
		file, err := os.Open(os.Args[1])
		if err != nil {
			panic(err)
		}
		records, err := csv.NewReader(file).ReadAll()
		fmt.Printf("%q %v\n", records, err)
		return
	}
	if err := csv.NewWriter(os.Stdout).WriteAll([][]string{{"Ada"}, {""}, {"Bo"}}); err != nil {
		panic(err)
	}
}
GO
mkdir src
cat >Cargo.toml <<'TOML'
[package]
name = "example"
version = "1.0.0"
edition = "2021"

[dependencies]
csv = "=1.4.0"
TOML
cat >src/main.rs <<'RUST'
fn main() {
    let mut writer = csv::Writer::from_writer(std::io::stdout());
    for name in ["Ada", "", "Bo"] {
        writer.write_record([name]).unwrap();
    }
}
RUST
{ go mod init example && go build -o example . && CARGO_TARGET_DIR=target cargo build -q; } >build.log 2>&1 ||
  { echo 'The crate could not be installed.' >&2; exit 2; }
cat >csv.mjs <<'JS'
import { writeFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { csvFormatRows, csvParseRows } from 'd3-dsv';
import { parseString, writeToString } from 'fast-csv';
import Papa from 'papaparse';
const rows = [['Ada'], [''], ['Bo']];
const fast = (text) => new Promise((resolve, reject) => {
  const records = [];
  parseString(text).on('data', (record) => records.push(record)).on('end', () => resolve(records)).on('error', reject);
});
for (const [name, write, read] of [
  ['csv-stringify and csv-parse', stringify, parse],
  ['fast-csv', writeToString, fast],
  ['PapaParse', Papa.unparse, (text) => Papa.parse(text).data],
  ['d3-dsv', csvFormatRows, csvParseRows],
]) {
  const text = await write(rows);
  writeFileSync(`${name}.csv`, text);
  console.log(`${name} writes ${JSON.stringify(text)}, reads ${JSON.stringify(await read(text))}`);
}
JS
seen=$(node csv.mjs
  ./example >go.csv
  printf 'Go writes %q, reads %s\n' "$(cat go.csv)" "$(./example go.csv)"
  python3 -c '
import csv
with open("go.csv", newline="") as file:
    print("Python reads", list(csv.reader(file)))
with open("python.csv", "w", newline="") as file:
    csv.writer(file).writerows([["Ada"], [""], ["Bo"]])
print("Python writes", repr(open("python.csv", newline="").read()))'
  echo "Go reads it as $(./example python.csv)"
  printf 'Rust writes %q\n' "$(target/debug/example)"
  echo "Go reads that of csv-stringify as $(./example 'csv-stringify and csv-parse.csv')")
echo "npm csv-stringify 6.9.0, csv-parse 7.0.3, fast-csv 5.0.8, papaparse 5.7.1, d3-dsv 3.0.2, crates.io csv 1.4.0"
echo "$(go version | cut -d ' ' -f 3), $(python3 --version)"
echo "$seen"
[ "$seen" = 'csv-stringify and csv-parse writes "Ada\n\nBo\n", reads [["Ada"],[""],["Bo"]]
fast-csv writes "Ada\n\nBo", reads [["Ada"],[],["Bo"]]
PapaParse writes "Ada\r\n\r\nBo", reads [["Ada"],[""],["Bo"]]
d3-dsv writes "Ada\n\nBo", reads [["Ada"],[""],["Bo"]]
Go writes $'\''Ada\n\nBo'\'', reads [["Ada"] ["Bo"]] <nil>
Python reads [['\''Ada'\''], [], ['\''Bo'\'']]
Python writes '\''Ada\r\n""\r\nBo\r\n'\''
Go reads it as [["Ada"] [""] ["Bo"]] <nil>
Rust writes $'\''Ada\n""\nBo'\''
Go reads that of csv-stringify as [["Ada"] ["Bo"]] <nil>' ] || { echo 'This has changed.' >&2; exit 1; }
