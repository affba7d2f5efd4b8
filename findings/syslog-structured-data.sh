#!/usr/bin/env bash
# Guess: a parser of syslog (RFC 5424) ends the structured data where it ends, whatever the message or a value contains.
# What happens: glossy takes [200] in the message for structured data and drops the words in front of it. nsyslog-parser drops a
# whole element if a value in it has an escaped bracket or quote. Both make one element of two if the first has no values.
# syslog-rfc5424-parser leaves the backslashes in. github.com/leodido/go-syslog reads all four right.
# Why it matters: "GET /orders [200]" arrives without "GET /orders", and the element with the trace id is missing in just the
# records with a quote. Nothing fails, so that only a comparison with the sender shows it.
set -euo pipefail
for tool in go node npm python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
{ npm install --prefix . --no-save --no-audit --no-fund --silent glossy@0.1.7 nsyslog-parser@0.10.1 && python3 -m venv venv &&
  venv/bin/pip install -q --disable-pip-version-check syslog-rfc5424-parser==0.3.2; } >install.log 2>&1 ||
  { echo 'The packages could not be installed.' >&2; exit 2; }
cat >main.go <<'GO'
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"

	"github.com/leodido/go-syslog/v4/rfc5424"
)

func main() {
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		parsed, err := rfc5424.NewParser().Parse(lines.Bytes())
		if err != nil {
			panic(err)
		}
		record := parsed.(*rfc5424.SyslogMessage)
		data, _ := json.Marshal(record.StructuredData)
		fmt.Printf("go-syslog: %s %s\n", data, *record.Message)
	}
}
GO
{ go mod init example && go get github.com/leodido/go-syslog/v4@v4.6.0 && go mod tidy && go build -o example .; } >go.log 2>&1 ||
  { echo 'The module could not be installed.' >&2; exit 2; }
cat >records <<'TEXT'
<165>1 2026-11-30T10:00:00Z host app 12 - [trace@1 id="7"] plain message
<165>1 2026-11-30T10:00:00Z host app 12 - [trace@1 id="7"] GET /orders [200] in 5 ms
<165>1 2026-11-30T10:00:00Z host app 12 - [trace@1 id="7" said="\"no\""][user@1 id="3"] quoted
<165>1 2026-11-30T10:00:00Z host app 12 - [canary@1][trace@1 id="7"] flagged
TEXT
cat >parse.mjs <<'JS'
import { readFileSync } from 'node:fs';
import glossy from 'glossy';
import nsyslog from 'nsyslog-parser';
for (const line of readFileSync('records', 'utf8').trim().split('\n')) {
  const one = glossy.Parse.parse(line);
  console.log(`glossy: ${JSON.stringify(one.structuredData)} ${one.message}`);
  const two = nsyslog(line);
  const data = Object.fromEntries(two.structuredData.map(({ $id, ...values }) => [$id, values]));
  console.log(`nsyslog-parser: ${JSON.stringify(data)} ${two.message}`);
}
JS
cat >parse.py <<'PYTHON'
import json

from syslog_rfc5424_parser import SyslogMessage

for line in open("records").read().splitlines():
    record = SyslogMessage.parse(line).as_dict()
    print("syslog-rfc5424-parser:", json.dumps(record["sd"], separators=(",", ":")), record["msg"])
PYTHON
seen=$( { ./example <records; node parse.mjs; venv/bin/python parse.py; } | LC_ALL=C sort -s -t: -k1,1)
echo 'glossy 0.1.7, nsyslog-parser 0.10.1 (npm), syslog-rfc5424-parser 0.3.2 (PyPI), github.com/leodido/go-syslog/v4 v4.6.0'
echo "$seen"
[ "$seen" = 'glossy: {"trace@1":{"id":"7"}} plain message
glossy: {"trace@1":{"id":"7"}} in 5 ms
glossy: {"trace@1":{"id":"7","said":"\"no\""},"user@1":{"id":"3"}} quoted
glossy: {"canary@1][trace@1":{"id":"7"}} flagged
go-syslog: {"trace@1":{"id":"7"}} plain message
go-syslog: {"trace@1":{"id":"7"}} GET /orders [200] in 5 ms
go-syslog: {"trace@1":{"id":"7","said":"\"no\""},"user@1":{"id":"3"}} quoted
go-syslog: {"canary@1":{},"trace@1":{"id":"7"}} flagged
nsyslog-parser: {"trace@1":{"id":"7"}} plain message
nsyslog-parser: {"trace@1":{"id":"7"}} GET /orders [200] in 5 ms
nsyslog-parser: {"user@1":{"id":"3"}} quoted
nsyslog-parser: {"canary@1][trace@1":{"id":"7"}} flagged
syslog-rfc5424-parser: {"trace@1":{"id":"7"}} plain message
syslog-rfc5424-parser: {"trace@1":{"id":"7"}} GET /orders [200] in 5 ms
syslog-rfc5424-parser: {"trace@1":{"id":"7","said":"\\\"no\\\""},"user@1":{"id":"3"}} quoted
syslog-rfc5424-parser: {"canary@1":{},"trace@1":{"id":"7"}} flagged' ] || { echo 'This has changed.' >&2; exit 1; }
