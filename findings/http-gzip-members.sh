#!/usr/bin/env bash
# Guess: a body with `Content-Encoding: gzip` is unpacked in full, even with two gzip members, as log files that were appended to and
# files of bgzip have: any gunzip does it.
# What happens: Python's httpx returns the first member, without an error. curl 7.88.1 writes the first and exits 23, a "write error".
# Node.js' fetch, got, axios, Go, requests and aiohttp return both.
# Why it matters: a service that serves stored .gz files as they are works in the browser and in most clients. A function that uses httpx
# has the first part of the data, and neither length nor checksum shows it.
set -euo pipefail
for tool in curl go node npm python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$dir"' EXIT
cd "$dir"
{ npm install --prefix . --no-save --no-audit --no-fund --silent got@14.6.6 axios@1.21.1 &&
  python3 -m pip install --quiet --disable-pip-version-check --target packages httpx==0.28.1 requests==2.34.2 aiohttp==3.14.5 2>pip.log; } ||
  { echo 'The packages could not be installed.' >&2; exit 2; }
cat >server.mjs <<'JS'
import { createServer } from 'node:http';
import { gzipSync } from 'node:zlib';
const body = Buffer.concat([gzipSync('first line\n'), gzipSync('second line\n')]);
const server = createServer((_, response) => response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': body.length }).end(body));
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
JS
cat >client.mjs <<'JS'
import axios from 'axios';
import got from 'got';
const url = process.argv[2];
for (const [name, get] of Object.entries({
  fetch: async () => (await fetch(url)).text(),
  got: async () => (await got(url)).body,
  axios: async () => (await axios.get(url)).data,
}))
  console.log(`${name}: ${JSON.stringify(await get())}`);
JS
cat >client.py <<'PY'
import asyncio, json, sys
import aiohttp, httpx, requests
url = sys.argv[1]

async def fetch():
    async with aiohttp.ClientSession() as session, session.get(url) as response:
        return await response.text()

print("requests:", json.dumps(requests.get(url).text))
print("aiohttp:", json.dumps(asyncio.run(fetch())))
print("httpx:", json.dumps(httpx.get(url).text))
PY
cat >client.go <<'GO'
package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
)

func main() {
	response, err := http.Get(os.Args[1])
	if err != nil {
		panic(err)
	}
	body, err := io.ReadAll(response.Body)
	fmt.Printf("Go: %q %v\n", body, err)
}
GO
go build -o client client.go
node server.mjs >port & server=$!
until [ -s port ]; do sleep 0.1; done
url=http://127.0.0.1:$(cat port)/
seen=$(node client.mjs "$url"
  PYTHONPATH=packages python3 client.py "$url"
  ./client "$url"
  status=0
  text=$(curl -s --compressed "$url") || status=$?
  echo "curl: \"$text\", exit status $status")
echo "npm got 14.6.6, axios 1.21.1, PyPI httpx 0.28.1, requests 2.34.2, aiohttp 3.14.5"
echo "Node.js $(node --version), $(go version | cut -d ' ' -f 3), $(curl --version | sed 's/ (.*//;q')"
echo "$seen"
[ "$seen" = 'fetch: "first line\nsecond line\n"
got: "first line\nsecond line\n"
axios: "first line\nsecond line\n"
requests: "first line\nsecond line\n"
aiohttp: "first line\nsecond line\n"
httpx: "first line\n"
Go: "first line\nsecond line\n" <nil>
curl: "first line", exit status 23' ] || { echo 'This has changed.' >&2; exit 1; }
