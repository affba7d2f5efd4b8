#!/usr/bin/env bash
# Guess: one Jsonnet file makes one JSON with any of the implementations, and 0.1 in it is 0.1.
# What happens: the original and go-jsonnet write 0.10000000000000001, also within a text ("%s" % 0.1 and "" + 0.7), rjsonnet (jrsonnet) writes 0.1.
# std.round(-2.5) is -2 in the original and -3 in the others. std.parseYaml reads `yes` as true in Go only, and 017 as 15, 15 and "017".
# Why it matters: a label or a name that contains a number is another one with another tool, so that a deployment replaces everything,
# and a limit of "0.7" in a text is not what was written. std.format('%g', …) is the same in all.
set -euo pipefail
for tool in go python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
cat >main.go <<'GO'
package main

import (
	"fmt"

	"github.com/google/go-jsonnet"
)

func main() {
	json, err := jsonnet.MakeVM().EvaluateFile("values.jsonnet")
	if err != nil {
		panic(err)
	}
	fmt.Print(json)
}
GO
{ go mod init example && go get github.com/google/go-jsonnet@v0.22.0 && go mod tidy && go build -o example . && python3 -m venv venv &&
  venv/bin/pip install -q --disable-pip-version-check jsonnet==0.22.0 rjsonnet==0.5.6; } >install.log 2>&1 ||
  { echo 'The packages could not be installed.' >&2; exit 2; }
cat >values.jsonnet <<'JSONNET'
{
  number: 0.1,
  text: 'limit-' + 0.7,
  format: std.format('%g', 0.7),
  yaml: std.manifestYamlDoc({ limit: 0.1 }),
  round: std.round(-2.5),
  parsed: std.parseYaml('a: yes\nb: 017\nc: 0x1f'),
}
JSONNET
evaluate() { venv/bin/python -c 'import sys; print(__import__(sys.argv[1]).evaluate_file("values.jsonnet"))' "$1"; }
flat() { tr -d '\n' | tr -s ' ' | sed "s/^/$1: /; s/$/\n/"; }
seen=$(evaluate _jsonnet | flat jsonnet; ./example | flat go-jsonnet; evaluate rjsonnet | flat rjsonnet)
echo 'jsonnet 0.22.0, rjsonnet 0.5.6 (PyPI), github.com/google/go-jsonnet v0.22.0'
echo "$seen"
[ "$seen" = 'jsonnet: { "format": "0.7", "number": 0.10000000000000001, "parsed": { "a": "yes", "b": "017", "c": "0x1f" }, "round": -2, "text": "limit-0.69999999999999996", "yaml": "\"limit\": 0.10000000000000001"}
go-jsonnet: { "format": "0.7", "number": 0.10000000000000001, "parsed": { "a": true, "b": 15, "c": 31 }, "round": -3, "text": "limit-0.69999999999999996", "yaml": "\"limit\": 0.1"}
rjsonnet: { "format": "0.7", "number": 0.1, "parsed": { "a": "yes", "b": 15, "c": 31 }, "round": -3, "text": "limit-0.7", "yaml": "\"limit\": 0.1"}' ] || { echo 'This has changed.' >&2; exit 1; }
