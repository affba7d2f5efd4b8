#!/usr/bin/env bash
# Guess: an expression in CEL has one value in each implementation; 5 / 2 is 2, since both are whole numbers.
# What happens: npm's cel-js calculates with floating point: 5 / 2 is 2.5, two numbers from 2^53 on are equal, and `true || 1 / 0 > 0` is an
# error, though the left side decides. An "\u00e9" is six characters. In cel-python string(1.0) is "1.0", elsewhere "1".
# Why it matters: a rule that Kubernetes or a gateway evaluates with cel-go is checked beforehand in a form or a test in JavaScript, and
# `size / 2 == 2` or a comparison of ids gives the other answer. @marcbachmann/cel-js agrees with cel-go.
set -euo pipefail
for tool in go node npm python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
{ npm install --prefix . --no-save --no-audit --no-fund --silent cel-js@0.8.2 @marcbachmann/cel-js@8.0.0 && python3 -m venv venv &&
  venv/bin/pip install -q --disable-pip-version-check cel-python==0.5.0; } >install.log 2>&1 ||
  { echo 'The packages could not be installed.' >&2; exit 2; }
cat >expressions <<'TEXT'
5 / 2 == 2
9007199254740993 == 9007199254740992
true || 1 / 0 > 0
"\u00e9" == "é"
string(1.0) == "1"
TEXT
cat >main.go <<'GO'
package main

import (
	"bufio"
	"fmt"
	"os"

	"cel.dev/cel-go/cel"
)

func main() {
	environment, err := cel.NewEnv()
	if err != nil {
		panic(err)
	}
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		tree, issues := environment.Compile(lines.Text())
		if issues.Err() != nil {
			panic(issues.Err())
		}
		program, err := environment.Program(tree)
		if err != nil {
			panic(err)
		}
		value, _, err := program.Eval(map[string]any{})
		if err != nil {
			panic(err)
		}
		fmt.Printf("cel-go, %s: %v\n", lines.Text(), value)
	}
}
GO
{ go mod init example && go get cel.dev/cel-go@v0.33.2 && go mod tidy && go build -o example .; } >go.log 2>&1 ||
  { echo 'The module could not be installed.' >&2; exit 2; }
cat >evaluate.mjs <<'JS'
import { readFileSync } from 'node:fs';
import { evaluate as other } from '@marcbachmann/cel-js';
import { evaluate } from 'cel-js';
for (const text of readFileSync('expressions', 'utf8').trim().split('\n'))
  for (const [name, run] of Object.entries({ 'cel-js': evaluate, '@marcbachmann/cel-js': other })) {
    let value = 'error';
    try {
      value = run(text, {});
    } catch {} // printed as such
    console.log(`${name}, ${text}: ${value}`);
  }
JS
cat >evaluate.py <<'PYTHON'
import celpy

environment = celpy.Environment()
for text in open("expressions").read().splitlines():
    print(f"cel-python, {text}: {str(bool(environment.program(environment.compile(text)).evaluate({}))).lower()}")
PYTHON
seen=$( { ./example <expressions; node evaluate.mjs; venv/bin/python evaluate.py; } | LC_ALL=C sort -s -t, -k1,1)
echo 'cel-js 0.8.2, @marcbachmann/cel-js 8.0.0 (npm), cel-python 0.5.0 (PyPI), cel.dev/cel-go v0.33.2'
echo "$seen"
[ "$seen" = '@marcbachmann/cel-js, 5 / 2 == 2: true
@marcbachmann/cel-js, 9007199254740993 == 9007199254740992: false
@marcbachmann/cel-js, true || 1 / 0 > 0: true
@marcbachmann/cel-js, "\u00e9" == "é": true
@marcbachmann/cel-js, string(1.0) == "1": true
cel-go, 5 / 2 == 2: true
cel-go, 9007199254740993 == 9007199254740992: false
cel-go, true || 1 / 0 > 0: true
cel-go, "\u00e9" == "é": true
cel-go, string(1.0) == "1": true
cel-js, 5 / 2 == 2: false
cel-js, 9007199254740993 == 9007199254740992: true
cel-js, true || 1 / 0 > 0: error
cel-js, "\u00e9" == "é": false
cel-js, string(1.0) == "1": error
cel-python, 5 / 2 == 2: true
cel-python, 9007199254740993 == 9007199254740992: false
cel-python, true || 1 / 0 > 0: true
cel-python, "\u00e9" == "é": true
cel-python, string(1.0) == "1": false' ] || { echo 'This has changed.' >&2; exit 1; }
