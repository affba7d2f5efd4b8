#!/usr/bin/env bash
# Guess: `$.items[?(@.stock)]` selects the items that have a stock, as RFC 9535 says, or those where it is true in some sense, but
# libraries agree on which.
# What happens: four of eight take every item that has the member, four leave out those where it is 0, false or "", among them npm's
# two most used ones, Python's jsonpath-python and Go's PaesslerAG/jsonpath. Kubernetes' own counts as the first.
# Why it matters: a filter that was tried with kubectl or in one service drops the records with a zero in another: the shop's sold-out
# items, the failed counter that is back at 0. No library has an error for it, and no test data with non-zero numbers shows it.
set -euo pipefail
for tool in go node npm python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
cat >items.json <<'JSON'
{"items": [
  {"name": "zero", "stock": 0}, {"name": "three", "stock": 3}, {"name": "false", "stock": false},
  {"name": "empty", "stock": ""}, {"name": "none"}
]}
JSON
cat >go.mod <<'MOD'
module example

go 1.25
MOD
cat >main.go <<'GO'
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"

	paessler "github.com/PaesslerAG/jsonpath"
	"github.com/ohler55/ojg/jp"
	"github.com/theory/jsonpath"
	kubernetes "k8s.io/client-go/util/jsonpath"
)

const path = "$.items[?(@.stock)].name"

func main() {
	var data any
	text, _ := os.ReadFile("items.json")
	if err := json.Unmarshal(text, &data); err != nil {
		panic(err)
	}
	say := func(name string, found any) { fmt.Println(name+":", strings.Trim(fmt.Sprint(found), "[]")) }
	say("Go ojg", jp.MustParseString(path).Get(data))
	say("Go theory", []any(jsonpath.MustParse(path).Select(data)))
	found, err := paessler.Get(path, data)
	if err != nil {
		panic(err)
	}
	say("Go PaesslerAG", found)
	query := kubernetes.New("example")
	var out strings.Builder
	if err := query.Parse("{.items[?(@.stock)].name}"); err != nil {
		panic(err)
	}
	if err := query.Execute(&out, data); err != nil {
		panic(err)
	}
	say("Kubernetes", out.String())
}
GO
cat >example.mjs <<'JS'
import { readFileSync } from 'node:fs';
import jsonpath from 'jsonpath';
import { JSONPath } from 'jsonpath-plus';
const data = JSON.parse(readFileSync('items.json', 'utf8'));
const path = '$.items[?(@.stock)].name';
console.log('npm jsonpath:', ...jsonpath.query(data, path));
console.log('npm jsonpath-plus:', ...JSONPath({ path, json: data }));
JS
cat >example.py <<'PY'
import json
from jsonpath import JSONPath
from jsonpath_ng.ext import parse

data = json.load(open("items.json"))
path = "$.items[?(@.stock)].name"
print("PyPI jsonpath-ng:", *[match.value for match in parse(path).find(data)])
print("PyPI jsonpath-python:", *JSONPath(path).parse(data))
PY
{ go get github.com/ohler55/ojg@v1.28.5 github.com/theory/jsonpath@v0.12.3 github.com/PaesslerAG/jsonpath@v0.1.1 k8s.io/client-go@v0.37.2 &&
  go build -mod=mod -o example . && npm install --prefix . --no-save --no-audit --no-fund --silent jsonpath@1.3.0 jsonpath-plus@10.4.0 &&
  python3 -m venv venv && venv/bin/pip install --quiet --disable-pip-version-check jsonpath-ng==1.16.0 jsonpath-python==1.1.6; } \
  >install.log 2>&1 || { cat install.log >&2; echo 'The packages could not be installed.' >&2; exit 2; }
seen=$(./example; venv/bin/python example.py; node example.mjs)
echo 'ojg v1.28.5, theory v0.12.3, PaesslerAG v0.1.1, client-go v0.37.2, jsonpath 1.3.0, jsonpath-plus 10.4.0, jsonpath-ng 1.16.0,'
echo 'jsonpath-python 1.1.6'
echo "$seen"
[ "$seen" = 'Go ojg: zero three false empty
Go theory: zero three false empty
Go PaesslerAG: three
Kubernetes: zero three false empty
PyPI jsonpath-ng: zero three false empty
PyPI jsonpath-python: three
npm jsonpath: three
npm jsonpath-plus: three' ] || { echo 'This has changed.' >&2; exit 1; }
