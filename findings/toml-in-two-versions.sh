#!/usr/bin/env bash
# Guess: an inline table over several lines is an error in TOML, or it is not, at least within one language.
# What happens: TOML 1.1 allows it, also `\e`, `\x41` and times without seconds, and a file does not say for which version it is. Of ten current
# readers seven read it. Python's own tomllib, @iarna/toml and PyPI's toml refuse it, so that the same pyproject.toml is
# good for uv and not for pip and flit, which runs within uv.
# Why it matters: the editor, the formatter and the lock file of one tool accept what the build refuses afterwards.
set -euo pipefail
for tool in cargo go node npm python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
{ npm install --prefix . --no-save --no-audit --no-fund --silent smol-toml@1.9.1 @iarna/toml@3.0.0 toml@5.0.1 && python3 -m venv venv &&
  venv/bin/pip install -q --disable-pip-version-check tomli==2.5.0 tomlkit==0.15.2 toml==0.10.2 uv==0.13.8 pip==26.2.1; } >install.log 2>&1 ||
  { echo 'The packages could not be installed.' >&2; exit 2; }
cat >main.go <<'GO'
package main

import (
	"fmt"
	"os"

	burnt "github.com/BurntSushi/toml"
	pelletier "github.com/pelletier/go-toml/v2"
)

func main() {
	for _, name := range os.Args[1:] {
		data, _ := os.ReadFile(name)
		var one, two map[string]any
		fmt.Printf("BurntSushi/toml, %s: %t\n", name, burnt.Unmarshal(data, &one) == nil)
		fmt.Printf("pelletier/go-toml, %s: %t\n", name, pelletier.Unmarshal(data, &two) == nil)
	}
}
GO
{ go mod init example && go get github.com/BurntSushi/toml@v1.6.0 github.com/pelletier/go-toml/v2@v2.4.3 && go mod tidy && go build -o example .; } >go.log 2>&1 ||
  { echo 'The modules could not be installed.' >&2; exit 2; }
mkdir src
cat >src/main.rs <<'RUST'
fn main() {
    for name in std::env::args().skip(1) {
        println!("Rust's toml, {name}: {}", std::fs::read_to_string(&name).unwrap().parse::<toml::Table>().is_ok());
    }
}
RUST
printf '[package]\nname = "example"\nversion = "1.0.0"\nedition = "2021"\n\n[[bin]]\nname = "rust"\npath = "src/main.rs"\n\n[dependencies]\ntoml = "=1.2.2"\n' >Cargo.toml
CARGO_TARGET_DIR=target cargo build -q 2>build.log || { cat build.log; echo 'The crate could not be installed.' >&2; exit 2; }
cat >read.mjs <<'JS'
import { readFileSync } from 'node:fs';
import iarna from '@iarna/toml';
import { parse } from 'smol-toml';
import toml from 'toml';
for (const name of process.argv.slice(2))
  for (const [reader, read] of Object.entries({ 'smol-toml': parse, '@iarna/toml': iarna.parse, "npm's toml": toml.parse })) {
    let answer = true;
    try {
      read(readFileSync(name, 'utf8'));
    } catch {
      answer = false;
    }
    console.log(`${reader}, ${name}: ${answer}`);
  }
JS
cat >read.py <<'PYTHON'
import sys
import tomllib

import toml
import tomli
import tomlkit

for name in sys.argv[1:]:
    for reader in (tomllib, tomli, tomlkit, toml):
        try:
            reader.loads(open(name).read())
            answer = "true"
        except (ValueError, IndexError):
            answer = "false"
        print(f"PyPI's {reader.__name__}, {name}: {answer}".replace("PyPI's tomllib", "Python's tomllib"))
PYTHON
printf 'limits = {\n  memory = 256,\n}\n' >table
printf 'start = 10:30\n' >time
printf 'text = "\\e[0m"\n' >escape
mkdir -p project/demo
touch project/demo/__init__.py
cat >project/pyproject.toml <<'TOML'
[build-system]
requires = ["flit_core==4.2.0"]
build-backend = "flit_core.buildapi"

[project]
name = "demo"
version = "1.0.0"
description = "An example."
license = {
  text = "MIT",
}
TOML
status() { # the name, then the command
  local name=$1
  shift
  if "$@" >>status.log 2>&1; then echo "$name: true"; else echo "$name: false"; fi
}
export UV_PYTHON="$dir/venv/bin/python" UV_CACHE_DIR="$dir/uv"
seen=$( {
  node read.mjs table time escape
  venv/bin/python read.py table time escape
  ./example table time escape
  target/debug/rust table time escape
  status 'uv lock' venv/bin/uv lock --offline --directory project
  status 'uv build' venv/bin/uv build --wheel --directory project
  status 'pip wheel' venv/bin/pip wheel --quiet --no-deps --wheel-dir wheels ./project
} | LC_ALL=C sort)
echo 'smol-toml 1.9.1, @iarna/toml 3.0.0, toml 5.0.1 (npm), tomli 2.5.0, tomlkit 0.15.2, toml 0.10.2, uv 0.13.8, pip 26.2.1 (PyPI), toml 1.2.2 (crates.io),'
echo "BurntSushi/toml v1.6.0, pelletier/go-toml/v2 v2.4.3, $(python3 --version)"
echo "$seen"
[ "$seen" = '@iarna/toml, escape: false
@iarna/toml, table: false
@iarna/toml, time: false
BurntSushi/toml, escape: true
BurntSushi/toml, table: true
BurntSushi/toml, time: true
PyPI'\''s toml, escape: false
PyPI'\''s toml, table: false
PyPI'\''s toml, time: false
PyPI'\''s tomli, escape: true
PyPI'\''s tomli, table: true
PyPI'\''s tomli, time: true
PyPI'\''s tomlkit, escape: true
PyPI'\''s tomlkit, table: true
PyPI'\''s tomlkit, time: true
Python'\''s tomllib, escape: false
Python'\''s tomllib, table: false
Python'\''s tomllib, time: false
Rust'\''s toml, escape: true
Rust'\''s toml, table: true
Rust'\''s toml, time: true
npm'\''s toml, escape: true
npm'\''s toml, table: true
npm'\''s toml, time: true
pelletier/go-toml, escape: true
pelletier/go-toml, table: true
pelletier/go-toml, time: true
pip wheel: false
smol-toml, escape: true
smol-toml, table: true
smol-toml, time: true
uv build: false
uv lock: true' ] || { echo 'This has changed.' >&2; exit 1; }
