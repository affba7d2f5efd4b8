#!/usr/bin/env bash
# Guess: base62 is one code, as base64 is: digits, then letters, and all that differs is the name of the function.
# What happens: the libraries have three alphabets. The number 61 is "z" for PyPI's pybase62 and the crate base62, "Z" for npm's base62
# and "9" for Go's jxskiss/base62. Each of them reads the others' texts without an error, as another number.
# Why it matters: short ids are made by one service and read by another. An id of the wrong alphabet finds the record of somebody else,
# not an error, and texts that sort like their numbers in two of the four do not in the others.
set -euo pipefail
for tool in cargo go node npm python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
{ npm install --prefix . --no-save --no-audit --no-fund --silent base62@2.0.2 &&
  python3 -m pip install --quiet --disable-pip-version-check --target packages pybase62==1.0.0 2>pip.log; } ||
  { echo 'The packages could not be installed.' >&2; exit 2; }
cat >main.go <<'GO'
package main

import (
	"fmt"

	"github.com/jxskiss/base62"
)

func main() {
	number, err := base62.ParseUint([]byte("8m0Kx"))
	fmt.Printf("Go: 61 is %s, 123456789 is %s, 8m0Kx is %d %v\n", base62.FormatUint(61), base62.FormatUint(123456789), number, err)
}
GO
mkdir src
cat >Cargo.toml <<'TOML'
[package]
name = "example"
version = "1.0.0"
edition = "2021"

[dependencies]
base62 = "=2.2.6"
TOML
cat >src/main.rs <<'RUST'
fn main() {
    println!("Rust: 61 is {}, 123456789 is {}, 8m0Kx is {}", base62::encode(61_u32), base62::encode(123456789_u32), base62::decode("8m0Kx").unwrap());
}
RUST
{ go mod init example && go get github.com/jxskiss/base62@v1.1.0 && go build -o example . && CARGO_TARGET_DIR=target cargo build -q; } \
  >build.log 2>&1 || { echo 'The module or the crate could not be installed.' >&2; exit 2; }
seen=$(node -e '
    const { encode, decode } = require("base62");
    console.log(`npm: 61 is ${encode(61)}, 123456789 is ${encode(123456789)}, 8m0Kx is ${decode("8m0Kx")}`);'
  PYTHONPATH=packages python3 -c '
import base62
print("PyPI: 61 is %s, 123456789 is %s, 8m0Kx is %d" % (base62.encode(61), base62.encode(123456789), base62.decode("8m0Kx")))'
  target/debug/example
  ./example)
echo 'npm base62 2.0.2, PyPI pybase62 1.0.0, crates.io base62 2.2.6, github.com/jxskiss/base62 v1.1.0'
echo "$seen"
[ "$seen" = 'npm: 61 is Z, 123456789 is 8m0Kx, 8m0Kx is 123456789
PyPI: 61 is z, 123456789 is 8M0kX, 8m0Kx is 129651731
Rust: 61 is z, 123456789 is 8M0kX, 8m0Kx is 129651731
Go: 61 is 9, 123456789 is IWAuh, 8m0Kx is 895837181 <nil>' ] || { echo 'This has changed.' >&2; exit 1; }
