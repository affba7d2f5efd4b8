#!/usr/bin/env bash
# Guess: readers of .env files agree on plain lines: "#" starts a comment after a space only, "\"" is a quote between quotes.
# What happens: PASSWORD=a#b is "a" for npm's dotenv and `node --env-file`, and "a#b" for python-dotenv and Go's godotenv.
# QUOTED="a\"b" keeps the backslash in dotenv, ends before the quote in Node.js, and is a"b in the others. ${PASSWORD} is
# replaced by the last two only. TAB="a\tb" has a tab in python-dotenv alone, and is "atb" in godotenv.
# Why it matters: one file serves a function in Python and one in Node.js, and their secrets differ without a warning.
set -euo pipefail
for tool in go node npm python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
cat >main.go <<'GO'
package main

import (
	"fmt"

	"github.com/joho/godotenv"
)

func main() {
	values, err := godotenv.Read("plain.env")
	if err != nil {
		panic(err)
	}
	for _, name := range []string{"PASSWORD", "QUOTED", "COPY", "TAB"} {
		fmt.Printf(" %q", values[name])
	}
}
GO
{ npm install --prefix . --no-save --no-audit --no-fund --silent dotenv@18.0.10 &&
  python3 -m pip install --quiet --disable-pip-version-check --target packages python-dotenv==1.2.4 2>pip.log &&
  { go mod init example && go get github.com/joho/godotenv@v1.5.1 && go build -o read .; } >go.log 2>&1; } ||
  { echo 'The packages could not be installed.' >&2; exit 2; }

cat >plain.env <<'ENV'
PASSWORD=a#b
QUOTED="a\"b"
COPY=${PASSWORD}
TAB="a\tb"
ENV
show='["PASSWORD", "QUOTED", "COPY", "TAB"].map((name) => JSON.stringify(values[name])).join(" ")'
seen="dotenv: $(node -p "const values = require('dotenv').parse(fs.readFileSync('plain.env')); $show")
node --env-file: $(node --env-file=plain.env -p "const values = process.env; $show")
python-dotenv: $(PYTHONPATH=packages python3 -c '
import json
from dotenv import dotenv_values
values = dotenv_values("plain.env")
print(*(json.dumps(values[name]) for name in ("PASSWORD", "QUOTED", "COPY", "TAB")))')
godotenv:$(./read)"
echo "dotenv 18.0.10, Node.js $(node --version), python-dotenv 1.2.4, godotenv v1.5.1"
echo "$seen"
[ "$seen" = 'dotenv: "a" "a\\\"b" "${PASSWORD}" "a\\tb"
node --env-file: "a" "a\\" "${PASSWORD}" "a\\tb"
python-dotenv: "a#b" "a\"b" "a#b" "a\tb"
godotenv: "a#b" "a\"b" "a#b" "atb"' ] || { echo 'This has changed.' >&2; exit 1; }
