#!/usr/bin/env bash
# Guess: a structured field (RFC 9651) in its canonical form that is parsed and written again is the same field: `q=1.0`
# stays a decimal.
# What happens: npm's structured-headers reads `1.0` as the number 1, and writes `1`, which is an integer, another type.
# PyPI's http_sfv keeps the decimal.
# Why it matters: a proxy that adds a member to a list changes the others, so that a signature over the field (RFC 9421)
# no longer holds, and a receiver whose field is defined as a decimal refuses it; only when the number is whole.
set -euo pipefail
for tool in node npm python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
{ npm install --prefix . --no-save --no-audit --no-fund --silent structured-headers@2.1.0 &&
  python3 -m pip install --quiet --disable-pip-version-check --target packages http_sfv==0.9.9 2>pip.log; } ||
  { echo 'The packages could not be installed.' >&2; exit 2; }

seen=$(node --input-type=module -e '
import { parseList, serializeList } from "structured-headers";
for (const text of ["a;q=1.0, b;q=0.5", "2.0"]) console.log(`structured-headers: ${text} -> ${serializeList(parseList(text))}`);'
PYTHONPATH=packages python3 -c '
import http_sfv
for text in ("a;q=1.0, b;q=0.5", "2.0"):
    fields = http_sfv.List()
    fields.parse(text.encode())
    print(f"http_sfv: {text} -> {fields}")')
echo 'structured-headers 2.1.0 (npm), http_sfv 0.9.9 (PyPI)'
echo "$seen"
[ "$seen" = 'structured-headers: a;q=1.0, b;q=0.5 -> a;q=1, b;q=0.5
structured-headers: 2.0 -> 2
http_sfv: a;q=1.0, b;q=0.5 -> a;q=1.0, b;q=0.5
http_sfv: 2.0 -> 2.0' ] || { echo 'This has changed.' >&2; exit 1; }
