#!/usr/bin/env bash
# Guess: an expression of JSONata gives the same in JavaScript, Python and Go, as the ports pass its test suite; $base64encode is that of UTF-8.
# What happens: in Go a member that is null does not exist: `note = null` and `$exists(note)` are false, and `$string(0.1 + 0.2)` is
# 0.30000000000000004. In JavaScript $base64encode("é") is 6Q==, one byte of Latin-1. In Python `$formatNumber(0.125, "0.00")` is 0.13
# and a whole number of 20 digits is 1.23456789012346e+19.
# Why it matters: mappings between events are written in JSONata and moved between Node-RED, workflow engines and services. They run in all
# three, and differ for null, for money and for names.
set -euo pipefail
for tool in go node npm python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
{ npm install --prefix . --no-save --no-audit --no-fund --silent jsonata@2.2.2 &&
  python3 -m pip install --quiet --disable-pip-version-check --target packages jsonata-python==0.7.1 2>pip.log; } ||
  { echo 'The packages could not be installed.' >&2; exit 2; }
cat >expressions.json <<'JSON'
["note = null", "$exists(note)", "$string(0.1 + 0.2)", "$base64encode(\"é\")", "$formatNumber(0.125, \"0.00\")", "$string(12345678901234567890)",
  "$uppercase(\"straße\")"]
JSON
cat >jsonata.mjs <<'JS'
import { readFileSync } from 'node:fs';
import jsonata from 'jsonata';
for (const expression of JSON.parse(readFileSync('expressions.json', 'utf8')))
  console.log(`JavaScript, ${expression}: ${await jsonata(expression).evaluate({ note: null })}`);
JS
cat >run.py <<'PY'
import json
import jsonata
for expression in json.load(open("expressions.json")):
    print(f"Python, {expression}: {jsonata.Jsonata(expression).evaluate({'note': None})}".replace("True", "true").replace("False", "false"))
PY
cat >main.go <<'GO'
package main

import (
	"encoding/json"
	"fmt"
	"os"

	jsonata "github.com/blues/jsonata-go"
)

func main() {
	text, err := os.ReadFile("expressions.json")
	if err != nil {
		panic(err)
	}
	var expressions []string
	if err := json.Unmarshal(text, &expressions); err != nil {
		panic(err)
	}
	for _, expression := range expressions {
		value, err := jsonata.MustCompile(expression).Eval(map[string]any{"note": nil})
		if err != nil {
			panic(err)
		}
		fmt.Printf("Go, %s: %v\n", expression, value)
	}
}
GO
{ go mod init example && go get github.com/blues/jsonata-go@v1.5.4 && go mod tidy && go build -o example .; } >go.log 2>&1 ||
  { echo 'The module could not be installed.' >&2; exit 2; }
seen=$({ node jsonata.mjs; PYTHONPATH=packages python3 run.py; ./example; } | LC_ALL=C sort -s -t , -k 2)
echo 'npm jsonata 2.2.2, PyPI jsonata-python 0.7.1, github.com/blues/jsonata-go v1.5.4'
echo "$seen"
[ "$seen" = 'JavaScript, $base64encode("é"): 6Q==
Python, $base64encode("é"): w6k=
Go, $base64encode("é"): w6k=
Go, $exists(note): false
JavaScript, $exists(note): true
Python, $exists(note): true
JavaScript, $formatNumber(0.125, "0.00"): 0.12
Go, $formatNumber(0.125, "0.00"): 0.12
Python, $formatNumber(0.125, "0.00"): 0.13
JavaScript, $string(0.1 + 0.2): 0.3
Python, $string(0.1 + 0.2): 0.3
Go, $string(0.1 + 0.2): 0.30000000000000004
Python, $string(12345678901234567890): 1.23456789012346e+19
JavaScript, $string(12345678901234567890): 12345678901234567000
Go, $string(12345678901234567890): 12345678901234567000
JavaScript, $uppercase("straße"): STRASSE
Python, $uppercase("straße"): STRASSE
Go, $uppercase("straße"): STRAßE
Go, note = null: false
JavaScript, note = null: true
Python, note = null: true' ] || { echo 'This has changed.' >&2; exit 1; }
