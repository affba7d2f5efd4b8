#!/usr/bin/env bash
# Guess: an event of a stream (server-sent events) counts when the empty line behind it has come: if the connection ends
# before, the client drops what it has of it, as the standard says.
# What happens: PyPI's sseclient-py and Go's r3labs/sse deliver the half event as if it were whole: of 1234 the number 12.
# PyPI's httpx-sse, npm's eventsource-parser and Go's launchdarkly/eventsource drop it.
# Why it matters: a stream is cut whenever a server is replaced. A half number is a wrong number, without an error; a half
# document fails to parse in the handler, where nobody expects it, and before the client has connected again.
set -euo pipefail
for tool in go node npm python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server"; chmod -R u+w "$dir"; rm -rf "$dir"' EXIT
cd "$dir"
cat >main.go <<'GO'
package main

import (
	"fmt"
	"net/http"
	"os"

	launchdarkly "github.com/launchdarkly/eventsource"
	r3labs "github.com/r3labs/sse/v2"
	"gopkg.in/cenkalti/backoff.v1"
)

func main() {
	client := r3labs.NewClient(os.Args[1])
	client.ReconnectStrategy = &backoff.StopBackOff{}
	_ = client.SubscribeRaw(func(event *r3labs.Event) { fmt.Printf("r3labs/sse: %s\n", event.Data) })
	response, err := http.Get(os.Args[1])
	if err != nil {
		panic(err)
	}
	decoder := launchdarkly.NewDecoder(response.Body)
	for event, err := decoder.Decode(); err == nil; event, err = decoder.Decode() {
		fmt.Printf("launchdarkly/eventsource: %s\n", event.Data())
	}
}
GO
cat >server.mjs <<'JS'
import { createServer } from 'node:http';
const server = createServer((_, response) => {
  response.setHeader('content-type', 'text/event-stream');
  response.end('data: 1000\n\ndata: 12');
});
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}/`));
JS
{ go mod init example && go get github.com/r3labs/sse/v2@v2.10.0 github.com/launchdarkly/eventsource@v1.11.0 && go mod tidy &&
  go build -o example .; } >go.log 2>&1 &&
  npm install --prefix . --no-save --no-audit --no-fund --silent eventsource-parser@3.1.1 &&
  python3 -m pip install --quiet --disable-pip-version-check --target packages sseclient-py==1.9.0 httpx-sse==0.4.3 httpx==0.28.1 \
    requests==2.34.2 2>pip.log || { echo 'The packages could not be installed.' >&2; exit 2; }

node server.mjs >url & server=$!
until [ -s url ]; do sleep 0.1; done
seen=$(./example "$(cat url)"
node --input-type=module -e '
import { createParser } from "eventsource-parser";
const parser = createParser({ onEvent: ({ data }) => console.log(`eventsource-parser: ${data}`) });
for await (const chunk of (await fetch(process.argv[1])).body.pipeThrough(new TextDecoderStream())) parser.feed(chunk);' "$(cat url)"
PYTHONPATH=packages python3 -c '
import sys
import httpx
import httpx_sse
import requests
import sseclient
for event in sseclient.SSEClient(requests.get(sys.argv[1], stream=True)).events():
    print(f"sseclient-py: {event.data}")
with httpx.Client() as client, httpx_sse.connect_sse(client, "GET", sys.argv[1]) as source:
    for event in source.iter_sse():
        print(f"httpx-sse: {event.data}")' "$(cat url)")
echo 'github.com/r3labs/sse/v2 v2.10.0, github.com/launchdarkly/eventsource v1.11.0, eventsource-parser 3.1.1 (npm),'
echo 'sseclient-py 1.9.0, httpx-sse 0.4.3 (PyPI)'
echo "$seen"
[ "$seen" = 'r3labs/sse: 1000
r3labs/sse: 12
launchdarkly/eventsource: 1000
eventsource-parser: 1000
sseclient-py: 1000
sseclient-py: 12
httpx-sse: 1000' ] || { echo 'This has changed.' >&2; exit 1; }
