#!/usr/bin/env bash
# Guess: a structured event without datacontenttype has JSON data (the JSON format says so), and stays JSON when the Go
# SDK passes it on in binary mode, its default for replies.
# What happens: the SDK sends no Content-Type, so that net/http guesses one: text/plain. Go's reply to a structured event
# with {"a":1} is read by the JavaScript SDK as the string '{"a":1}'.
# Why it matters: most senders leave datacontenttype out. One Go function in a chain turns every object into text, and only
# the next receiver notices.
set -euo pipefail
for tool in go node npm curl; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
server=
trap '[ -z "$server" ] || { kill "$server"; wait "$server" || true; } 2>/dev/null; rm -rf "$dir"' EXIT
cd "$dir"
cat >main.go <<'GO'
package main

import (
	"context"
	"net"
	"os"
	"strconv"

	cloudevents "github.com/cloudevents/sdk-go/v2"
)

func main() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	port := listener.Addr().(*net.TCPAddr).Port
	protocol, err := cloudevents.NewHTTP(cloudevents.WithListener(listener))
	if err != nil {
		panic(err)
	}
	client, err := cloudevents.NewClient(protocol)
	if err != nil {
		panic(err)
	}
	os.WriteFile("port", []byte(strconv.Itoa(port)), 0o644)
	client.StartReceiver(context.Background(), func(event cloudevents.Event) *cloudevents.Event { return &event })
}
GO
{ go mod init example >/dev/null 2>&1 && go get github.com/cloudevents/sdk-go/v2@v2.16.2 >/dev/null 2>&1 && go build -o server . &&
  npm install --prefix . --no-save --no-audit --no-fund --silent cloudevents@10.0.0; } ||
  { echo 'The packages could not be installed.' >&2; exit 2; }
./server & server=$!
until [ -s port ]; do sleep 0.05; done

pass() {
  curl -s -D headers -o body "http://127.0.0.1:$(cat port)/" -H 'Content-Type: application/cloudevents+json' -d "$1"
  node -e '
    const { readFileSync } = require("node:fs");
    const { HTTP } = require("cloudevents");
    const lines = readFileSync("headers", "utf8").split("\r\n").slice(1).filter(Boolean);
    const headers = Object.fromEntries(lines.map((line) => line.toLowerCase().split(": ")));
    const { data } = HTTP.toEvent({ headers, body: readFileSync("body", "utf8") });
    console.log(headers["content-type"] + ", read as", typeof data);'
}
start='{"specversion":"1.0","id":"1","source":"/s","type":"t","data":{"a":1}'
seen="without datacontenttype: $(pass "$start}")
with application/json: $(pass "$start,\"datacontenttype\":\"application/json\"}")"
echo "github.com/cloudevents/sdk-go/v2 $(go list -m -f '{{.Version}}' github.com/cloudevents/sdk-go/v2), $(go version)"
echo "cloudevents $(node -p 'JSON.parse(fs.readFileSync("node_modules/cloudevents/package.json")).version') (npm)"
echo "$seen"
[ "$seen" = 'without datacontenttype: text/plain; charset=utf-8, read as string
with application/json: application/json, read as object' ] || { echo 'This has changed.' >&2; exit 1; }
