#!/usr/bin/env bash
# Guess: in an INI file a comment starts a line or follows a space, so that `room = https://example.org/#ops` is the whole address.
# What happens: npm's ini and Go's ini.v1 end it at the "#", and `filter = a;b` at the ";". git does, too. Python's configparser keeps
# them, even what is meant as a comment, and the quotes of "a;b"; it raises an error for a single "%". Rust's rust-ini keeps all but the quotes.
# Why it matters: the file is written by one program and read by another. An address goes to the wrong page, a generated
# key is too short, and the error is that of the other side.
set -euo pipefail
for tool in cargo git go node npm python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --prefix . --no-save --no-audit --no-fund --silent ini@6.0.0 >npm.log 2>&1 || { echo 'The package could not be installed.' >&2; exit 2; }
cat >app.ini <<'INI'
[app]
room = https://example.org/#ops
filter = a;b
quoted = "a;b"
note = text ; remark
share = 80%
INI
cat >main.go <<'GO'
package main

import (
	"fmt"

	"gopkg.in/ini.v1"
)

func main() {
	file, err := ini.Load("app.ini")
	if err != nil {
		panic(err)
	}
	for _, key := range file.Section("app").Keys() {
		fmt.Printf("Go's ini.v1, %s: %s\n", key.Name(), key.Value())
	}
}
GO
{ go mod init example && go get gopkg.in/ini.v1@v1.68.0 && go mod tidy && go build -o example .; } >go.log 2>&1 ||
  { echo 'The module could not be installed.' >&2; exit 2; }
mkdir src
printf '[package]\nname = "rust"\nversion = "1.0.0"\nedition = "2021"\n\n[dependencies]\nrust-ini = "=0.21.3"\n' >Cargo.toml
cat >src/main.rs <<'RUST'
fn main() {
    let file = ini::Ini::load_from_file("app.ini").unwrap();
    for (name, value) in file.section(Some("app")).unwrap().iter() {
        println!("rust-ini, {name}: {value}");
    }
}
RUST
CARGO_TARGET_DIR=target cargo build -q 2>build.log || { cat build.log; echo 'The crate could not be installed.' >&2; exit 2; }
cat >read.mjs <<'JS'
import { readFileSync } from 'node:fs';
import { parse } from 'ini';
for (const [name, value] of Object.entries(parse(readFileSync('app.ini', 'utf8')).app)) console.log(`npm's ini, ${name}: ${value}`);
JS
cat >read.py <<'PYTHON'
import configparser

file = configparser.ConfigParser()
file.read("app.ini")
for name in file.options("app"):
    try:
        value = file["app"][name]
    except configparser.InterpolationError as error:
        value = type(error).__name__
    print(f"configparser, {name}: {value}")
PYTHON
seen=$(node read.mjs; ./example; git config --file app.ini --list | sed 's/^app\./git, /; s/=/: /'; target/debug/rust; python3 read.py)
echo "ini 6.0.0 (npm), gopkg.in/ini.v1 v1.68.0, rust-ini 0.21.3 (crates.io), $(git --version), $(python3 --version)"
echo "$seen"
[ "$seen" = 'npm'\''s ini, room: https://example.org/
npm'\''s ini, filter: a
npm'\''s ini, quoted: a;b
npm'\''s ini, note: text
npm'\''s ini, share: 80%
Go'\''s ini.v1, room: https://example.org/
Go'\''s ini.v1, filter: a
Go'\''s ini.v1, quoted: a;b
Go'\''s ini.v1, note: text
Go'\''s ini.v1, share: 80%
git, room: https://example.org/
git, filter: a
git, quoted: a;b
git, note: text
git, share: 80%
rust-ini, room: https://example.org/#ops
rust-ini, filter: a;b
rust-ini, quoted: a;b
rust-ini, note: text ; remark
rust-ini, share: 80%
configparser, room: https://example.org/#ops
configparser, filter: a;b
configparser, quoted: "a;b"
configparser, note: text ; remark
configparser, share: InterpolationSyntaxError' ] || { echo 'This has changed.' >&2; exit 1; }
