#!/usr/bin/env bash
# Guess: a rule of JsonLogic, which is made to be shared between browser and server, gives one value in each language.
# What happens: in five libraries `-7 % 3` is -1 or 2, `{"and": [0, 1]}` 0 or 1, an empty object true or false, `"" == 0` true or false,
# `null == 0` false or true, a default of `var` for null is used or not, and "" is missing or not.
# Why it matters: flags and discounts are decided by such rules (flagd uses them). The form in the browser and the service behind it decide
# differently for a few customers, those with a 0, an empty text or null.
set -euo pipefail
for tool in go node npm python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
{ npm install --prefix . --no-save --no-audit --no-fund --silent json-logic-js@2.0.5 json-logic-engine@5.0.7 &&
  python3 -m pip install --quiet --disable-pip-version-check --target qubit json-logic-qubit==0.9.1 2>pip.log &&
  python3 -m pip install --quiet --disable-pip-version-check --target panzi panzi-json-logic==1.0.1 2>pip.log; } ||
  { echo 'The packages could not be installed.' >&2; exit 2; }
cat >rules.json <<'JSON'
[
  [{ "%": [-7, 3] }, null],
  [{ "and": [0, 1] }, null],
  [{ "!!": [{}] }, null],
  [{ "==": [0, ""] }, null],
  [{ "==": [null, 0] }, null],
  [{ "var": ["colour", "blue"] }, { "colour": null }],
  [{ "missing": ["name"] }, { "name": "" }]
]
JSON
cat >rules.mjs <<'JS'
import { readFileSync } from 'node:fs';
import { LogicEngine } from 'json-logic-engine';
import jsonLogic from 'json-logic-js';
const rules = JSON.parse(readFileSync('rules.json', 'utf8'));
const engine = new LogicEngine();
console.log(`json-logic-js: ${rules.map(([rule, data]) => JSON.stringify(jsonLogic.apply(rule, data))).join(' ')}`);
console.log(`json-logic-engine: ${rules.map(([rule, data]) => JSON.stringify(engine.run(rule, data))).join(' ')}`);
JS
cat >rules.py <<'PY'
import json, sys
import json_logic
apply = getattr(json_logic, "jsonLogic", None) or json_logic.jsonlogic
rules = json.load(open("rules.json"))
print(f"{sys.argv[1]}:", *(json.dumps(apply(rule, data), separators=(",", ":")) for rule, data in rules))
PY
cat >main.go <<'GO'
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"github.com/diegoholiveira/jsonlogic/v3"
)

func main() {
	text, err := os.ReadFile("rules.json")
	if err != nil {
		panic(err)
	}
	var rules [][]json.RawMessage
	if err := json.Unmarshal(text, &rules); err != nil {
		panic(err)
	}
	fmt.Print("jsonlogic (Go):")
	for _, rule := range rules {
		var result bytes.Buffer
		if err := jsonlogic.Apply(bytes.NewReader(rule[0]), bytes.NewReader(rule[1]), &result); err != nil {
			panic(err)
		}
		fmt.Print(" ", strings.TrimSpace(result.String()))
	}
	fmt.Println()
}
GO
{ go mod init example && go get github.com/diegoholiveira/jsonlogic/v3@v3.5.1 && go build -o example .; } >go.log 2>&1 ||
  { echo 'The module could not be installed.' >&2; exit 2; }
seen=$(node rules.mjs
  PYTHONPATH=qubit python3 rules.py json-logic-qubit
  PYTHONPATH=panzi python3 rules.py panzi-json-logic
  ./example)
echo 'npm json-logic-js 2.0.5, json-logic-engine 5.0.7, PyPI json-logic-qubit 0.9.1, panzi-json-logic 1.0.1'
echo 'github.com/diegoholiveira/jsonlogic/v3 v3.5.1'
echo "$seen"
[ "$seen" = 'json-logic-js: -1 0 true true false null ["name"]
json-logic-engine: -1 0 false true true null []
json-logic-qubit: 2 0 false false false null ["name"]
panzi-json-logic: 2 0 true false true "blue" ["name"]
jsonlogic (Go): -1 1 false true false "blue" []' ] || { echo 'This has changed.' >&2; exit 1; }
