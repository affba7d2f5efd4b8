#!/usr/bin/env bash
# Guess: `defaultMode: 0400` in YAML, as in manifests that mount a Secret with a key, is 256, the mode r--------, for any reader.
# What happens: it is for Kubernetes' own reader, yaml.v3, goccy/go-yaml and PyYAML. npm's yaml and js-yaml and Python's ruamel.yaml read
# 400, which is rw--w----, and Rust's serde_yaml and serde_yaml_ng the text "0400". `0o400`, the form of YAML 1.2, is a text for PyYAML.
# Why it matters: a program that reads a manifest in JavaScript and sends it on as JSON asks for another mode than kubectl with the same
# file. 400 is a valid one, so that nothing refuses it, and ssh does not take the key. Only 256 means the same to all.
set -euo pipefail
for tool in cargo go node npm python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
{ npm install --prefix . --no-save --no-audit --no-fund --silent yaml@2.9.1 js-yaml@5.5.0 &&
  python3 -m pip install --quiet --disable-pip-version-check --target packages PyYAML==6.0.4 ruamel.yaml==0.19.1 2>pip.log; } ||
  { echo 'The packages could not be installed.' >&2; exit 2; }
cat >main.go <<'GO'
package main

import (
	"fmt"
	"os"

	goccy "github.com/goccy/go-yaml"
	yaml "gopkg.in/yaml.v3"
	kubernetes "sigs.k8s.io/yaml"
)

func main() {
	text, err := os.ReadFile("mode.yaml")
	if err != nil {
		panic(err)
	}
	show := func(name string, read func([]byte, any) error) {
		var document map[string]any
		if err := read(text, &document); err != nil {
			panic(err)
		}
		fmt.Printf("%s: %v, %v\n", name, document["mode"], document["new"])
	}
	show("sigs.k8s.io/yaml", func(text []byte, to any) error { return kubernetes.Unmarshal(text, to) })
	show("yaml.v3", yaml.Unmarshal)
	show("goccy/go-yaml", func(text []byte, to any) error { return goccy.Unmarshal(text, to) })
}
GO
mkdir src
cat >Cargo.toml <<'TOML'
[package]
name = "example"
version = "1.0.0"
edition = "2021"

[dependencies]
serde_json = "=1.0.154"
serde_yaml = "=0.9.34"
serde_yaml_ng = "=0.10.0"
TOML
cat >src/main.rs <<'RUST'
use serde_json::Value;

fn main() {
    let text = std::fs::read_to_string("mode.yaml").unwrap();
    let old: Value = serde_yaml::from_str(&text).unwrap();
    let ng: Value = serde_yaml_ng::from_str(&text).unwrap();
    println!("serde_yaml: {}, {}", old["mode"], old["new"]);
    println!("serde_yaml_ng: {}, {}", ng["mode"], ng["new"]);
}
RUST
{ go mod init example && go get sigs.k8s.io/yaml@v1.6.0 gopkg.in/yaml.v3@v3.0.1 github.com/goccy/go-yaml@v1.19.2 && go build -o example . &&
  CARGO_TARGET_DIR=target cargo build -q; } >build.log 2>&1 || { echo 'The modules or crates could not be installed.' >&2; exit 2; }
printf 'mode: 0400\nnew: 0o400\n' >mode.yaml
cat >read.mjs <<'JS'
import { readFileSync } from 'node:fs';
import { load } from 'js-yaml';
import { parse } from 'yaml';
const text = readFileSync('mode.yaml', 'utf8');
for (const [name, read] of Object.entries({ yaml: parse, 'js-yaml': load })) console.log(`${name}: ${read(text).mode}, ${read(text).new}`);
JS
cat >read.py <<'PY'
import ruamel.yaml, yaml
text = open("mode.yaml").read()
for name, read in {"PyYAML": yaml.safe_load, "ruamel.yaml": ruamel.yaml.YAML(typ="safe").load}.items():
    print(f"{name}: {read(text)['mode']}, {read(text)['new']}")
PY
seen=$(./example; PYTHONPATH=packages python3 read.py; node read.mjs; target/debug/example)
echo 'sigs.k8s.io/yaml v1.6.0, gopkg.in/yaml.v3 v3.0.1, github.com/goccy/go-yaml v1.19.2, PyPI PyYAML 6.0.4, ruamel.yaml 0.19.1'
echo 'npm yaml 2.9.1, js-yaml 5.5.0, crates.io serde_yaml 0.9.34, serde_yaml_ng 0.10.0'
echo "$seen"
[ "$seen" = 'sigs.k8s.io/yaml: 256, 256
yaml.v3: 256, 256
goccy/go-yaml: 256, 256
PyYAML: 256, 0o400
ruamel.yaml: 400, 256
yaml: 400, 256
js-yaml: 400, 256
serde_yaml: "0400", 256
serde_yaml_ng: "0400", 256' ] || { echo 'This has changed.' >&2; exit 1; }
