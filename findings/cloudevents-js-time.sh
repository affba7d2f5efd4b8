#!/usr/bin/env bash
# Guess: an SDK that reads an event and passes it on leaves `time` as it was, and an event without `time` without one.
# What happens: JavaScript's SDK cuts the fraction to milliseconds, and gives an event without `time` the time at which
# it was read. Go's SDK keeps the fraction and adds nothing. Both convert the offset to UTC.
# Why it matters: events of one millisecond lose their order behind the first function in JavaScript, and one that was
# delivered late claims to have happened just now. A signature or a key made of the attributes no longer matches.
set -euo pipefail
for tool in go node npm; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
cat >main.go <<'GO'
package main

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/cloudevents/sdk-go/v2/event"
)

func main() {
	for _, text := range os.Args[1:] {
		var parsed event.Event
		if err := json.Unmarshal([]byte(text), &parsed); err != nil {
			panic(err)
		}
		written, err := json.Marshal(parsed)
		if err != nil {
			panic(err)
		}
		var seen map[string]any
		if err := json.Unmarshal(written, &seen); err != nil {
			panic(err)
		}
		fmt.Println("Go:", seen["time"])
	}
}
GO
{ go mod init example >/dev/null 2>&1 && go get github.com/cloudevents/sdk-go/v2@v2.16.2 >/dev/null 2>&1 && go build -o pass . &&
  npm install --prefix . --no-save --no-audit --no-fund --silent cloudevents@10.0.0; } ||
  { echo 'The packages could not be installed.' >&2; exit 2; }

cat >pass.cjs <<'JS'
const { HTTP } = require('cloudevents');
const start = Date.now();
for (const body of process.argv.slice(2)) {
  const event = HTTP.toEvent({ headers: { 'content-type': 'application/cloudevents+json' }, body });
  const { time } = JSON.parse(HTTP.structured(event).body);
  console.log('JavaScript:', Date.parse(time) >= start ? 'the time of the call' : time);
}
JS
event='{"specversion":"1.0","id":"1","source":"/s","type":"t"'
events=("$event,\"time\":\"2026-03-01T10:00:00.123456789+02:00\"}" "$event}")
seen=$(node pass.cjs "${events[@]}"; ./pass "${events[@]}")
echo "cloudevents 10.0.0 (npm), github.com/cloudevents/sdk-go/v2 v2.16.2"
echo "$seen"
[ "$seen" = 'JavaScript: 2026-03-01T08:00:00.123Z
JavaScript: the time of the call
Go: 2026-03-01T08:00:00.123456789Z
Go: <nil>' ] || { echo 'This has changed.' >&2; exit 1; }
