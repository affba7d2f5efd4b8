#!/usr/bin/env bash
# Guess: `<<: *defaults` copies the keys of a mapping that are not given, wherever it stands; of a list of mappings, the first wins.
# What happens: js-yaml 5 and yaml copy nothing and have a key named "<<". goccy/go-yaml and sigs.k8s.io/yaml (kubectl, Helm,
# Knative) let the copy replace a key that is before it. goccy and PyYAML 6.0.4 take the last of a list.
# Why it matters: one file means a memory of 512 or 256, or none, for the tools of one pipeline, and none of them reports anything.
# A key below its `<<` is safe in all but two; those need js-yaml's own schema or yaml's `merge: true`.
set -euo pipefail
for tool in go node npm python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
{ npm install --prefix . --no-save --no-audit --no-fund --silent js-yaml@5.5.0 yaml@2.9.1 && python3 -m venv venv &&
  venv/bin/pip install -q --disable-pip-version-check PyYAML==6.0.4 ruamel.yaml==0.19.1; } >install.log 2>&1 ||
  { echo 'The packages could not be installed.' >&2; exit 2; }
cat >actions.yaml <<'YAML'
small: &small {memory: 256}
large: &large {memory: 512}
own-first: {memory: 128, <<: *small}
own-last: {<<: *small, memory: 128}
list: {<<: [*small, *large]}
YAML
cat >main.go <<'GO'
package main

import (
	"fmt"
	"os"

	goccy "github.com/goccy/go-yaml"
	four "go.yaml.in/yaml/v4"
	sigs "sigs.k8s.io/yaml"
)

func main() {
	data, _ := os.ReadFile("actions.yaml")
	for name, read := range map[string]func(any) error{
		"goccy/go-yaml":    func(to any) error { return goccy.Unmarshal(data, to) },
		"go.yaml.in/yaml":  func(to any) error { return four.Unmarshal(data, to) },
		"sigs.k8s.io/yaml": func(to any) error { return sigs.Unmarshal(data, to) },
	} {
		var all map[string]any
		if err := read(&all); err != nil {
			panic(err)
		}
		memory := func(key string) any { return all[key].(map[string]any)["memory"] }
		fmt.Printf("%s: own first %v, own last %v, list %v\n", name, memory("own-first"), memory("own-last"), memory("list"))
	}
}
GO
{ go mod init example && go get github.com/goccy/go-yaml@v1.19.2 go.yaml.in/yaml/v4@v4.0.0 sigs.k8s.io/yaml@v1.6.0 && go mod tidy &&
  go build -o example .; } >go.log 2>&1 || { echo 'The modules could not be installed.' >&2; exit 2; }
cat >read.mjs <<'JS'
import { readFileSync } from 'node:fs';
import { load } from 'js-yaml';
import { parse } from 'yaml';
const text = readFileSync('actions.yaml', 'utf8');
for (const [name, all] of Object.entries({ 'js-yaml': load(text), yaml: parse(text), 'yaml, merge': parse(text, { merge: true }) }))
  console.log(`${name}: own first ${all['own-first'].memory}, own last ${all['own-last'].memory}, list ${all.list.memory}`);
JS
cat >read.py <<'PYTHON'
import ruamel.yaml
import yaml

text = open("actions.yaml").read()
for name, all in (("PyYAML", yaml.safe_load(text)), ("ruamel.yaml", ruamel.yaml.YAML(typ="safe").load(text))):
    print(f"{name}: own first {all['own-first']['memory']}, own last {all['own-last']['memory']}, list {all['list']['memory']}")
PYTHON
seen=$( { node read.mjs; venv/bin/python read.py; ./example; } | LC_ALL=C sort)
echo 'js-yaml 5.5.0, yaml 2.9.1 (npm), PyYAML 6.0.4, ruamel.yaml 0.19.1 (PyPI), goccy/go-yaml v1.19.2, go.yaml.in/yaml/v4 v4.0.0,'
echo 'sigs.k8s.io/yaml v1.6.0'
echo "$seen"
[ "$seen" = 'PyYAML: own first 128, own last 128, list 512
go.yaml.in/yaml: own first 128, own last 128, list 256
goccy/go-yaml: own first 256, own last 128, list 512
js-yaml: own first 128, own last 128, list undefined
ruamel.yaml: own first 128, own last 128, list 256
sigs.k8s.io/yaml: own first 256, own last 128, list 256
yaml, merge: own first 128, own last 128, list 256
yaml: own first 128, own last 128, list undefined' ] || { echo 'This has changed.' >&2; exit 1; }
