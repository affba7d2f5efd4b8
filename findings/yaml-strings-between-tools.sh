#!/usr/bin/env bash
# Guess: a writer of YAML puts quotes around a string that a reader would take for something else.
# What happens: only around what it would itself take for something else. npm's yaml and Python's ruamel.yaml write the string
# "on" bare, which kubectl's parser (sigs.k8s.io/yaml) reads as true; yaml's "1_000" becomes a number there. PyYAML writes
# "08901" and "1e3" bare, which are numbers for kubectl and for both of npm's parsers. js-yaml 5 quotes them all.
# Why it matters: an account number, a short commit id as a tag ("685e4") or "on" as a value of an environment variable
# changes its type between the tool that writes a manifest and the one that applies it.
set -euo pipefail
for tool in go node npm python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
cat >main.go <<'GO'
package main

import (
	"fmt"
	"os"

	"sigs.k8s.io/yaml"
)

func main() {
	for _, writer := range []string{"yaml", "js-yaml", "PyYAML", "ruamel"} {
		data, _ := os.ReadFile(writer + ".yml")
		text, err := yaml.YAMLToJSON(data)
		fmt.Printf("%s to sigs.k8s.io/yaml: %s", writer, text)
		if err != nil {
			fmt.Print(err)
		}
		fmt.Println()
	}
}
GO
{ npm install --prefix . --no-save --no-audit --no-fund --silent yaml@2.9.1 js-yaml@5.5.0 &&
  python3 -m pip install --quiet --disable-pip-version-check --target packages PyYAML==6.0.4 ruamel.yaml==0.19.1 2>pip.log &&
  { go mod init example && go get sigs.k8s.io/yaml@v1.6.0 && go build -o read .; } >go.log 2>&1; } ||
  { echo 'The packages could not be installed.' >&2; exit 2; }

cat >write.mjs <<'JS'
import { writeFileSync } from 'node:fs';
import * as jsYaml from 'js-yaml';
import * as yaml from 'yaml';
const strings = ['on', '1_000', '08901', '1e3', '685e4'];
writeFileSync('strings.json', JSON.stringify(strings));
writeFileSync('yaml.yml', yaml.stringify(strings));
writeFileSync('js-yaml.yml', jsYaml.dump(strings));
JS
cat >write.py <<'PY'
import json
import yaml
from ruamel.yaml import YAML
strings = json.load(open("strings.json"))
yaml.safe_dump(strings, open("PyYAML.yml", "w"))
YAML().dump(strings, open("ruamel.yml", "w"))
PY
cat >read.mjs <<'JS'
import { readFileSync } from 'node:fs';
import * as jsYaml from 'js-yaml';
import * as yaml from 'yaml';
const text = readFileSync('PyYAML.yml', 'utf8');
console.log('PyYAML to yaml:', JSON.stringify(yaml.parse(text)));
console.log('PyYAML to js-yaml:', JSON.stringify(jsYaml.load(text)));
JS
node write.mjs
PYTHONPATH=packages python3 write.py
seen=$(./read; node read.mjs)
echo 'yaml 2.9.1, js-yaml 5.5.0 (npm), PyYAML 6.0.4, ruamel.yaml 0.19.1 (PyPI), sigs.k8s.io/yaml v1.6.0'
echo "$seen"
[ "$seen" = 'yaml to sigs.k8s.io/yaml: [true,1000,"08901","1e3","685e4"]
js-yaml to sigs.k8s.io/yaml: ["on","1_000","08901","1e3","685e4"]
PyYAML to sigs.k8s.io/yaml: ["on","1_000",8901,1000,6850000]
ruamel to sigs.k8s.io/yaml: [true,"1_000","08901","1e3","685e4"]
PyYAML to yaml: ["on","1_000",8901,1000,6850000]
PyYAML to js-yaml: ["on","1_000",8901,1000,6850000]' ] || { echo 'This has changed.' >&2; exit 1; }
