#!/usr/bin/env bash
# Guess: `Content-Encoding: gzip, gzip` is undone in two steps, or is an error: RFC 9110 lists encodings in the order they were applied.
# What happens: fetch of Node.js, curl, requests and httpx undo both. got, axios, superagent, aiohttp, Go and fetch of Bun return the
# compressed bytes (1f8b…) as the body, without an error.
# Why it matters: a proxy that compresses what an application has compressed already, or a stored .gz file behind one, makes such answers.
# A parser then fails on binary data, or a file is stored that is not what its name says, in some clients only.
set -euo pipefail
for tool in curl go node npm python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$dir"' EXIT
cd "$dir"
{ npm install --prefix . --no-save --no-audit --no-fund --silent got@14.6.6 axios@1.21.1 superagent@10.4.2 bun@1.4.5 &&
  python3 -m pip install --quiet --disable-pip-version-check --target packages httpx==0.28.1 requests==2.34.2 aiohttp==3.14.5 2>pip.log; } ||
  { echo 'The packages could not be installed.' >&2; exit 2; }
cat >server.mjs <<'JS'
import { createServer } from 'node:http';
import { gzipSync } from 'node:zlib';
const body = gzipSync(gzipSync('hello'));
const server = createServer((_, response) => response.writeHead(200, { 'content-encoding': 'gzip, gzip', 'content-length': body.length }).end(body));
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
JS
cat >fetch.mjs <<'JS'
const body = Buffer.from(await (await fetch(process.argv[2])).arrayBuffer());
console.log(`fetch of ${process.versions.bun ? 'Bun' : 'Node.js'}: ${body.toString() === 'hello' ? 'hello' : body.subarray(0, 2).toString('hex')}`);
JS
cat >client.mjs <<'JS'
import axios from 'axios';
import got from 'got';
import superagent from 'superagent';
const url = process.argv[2];
const collect = (response, done) => {
  const chunks = [];
  response.on('data', (chunk) => chunks.push(Buffer.from(chunk))).on('end', () => done(null, Buffer.concat(chunks)));
};
for (const [name, get] of Object.entries({
  got: async () => (await got(url, { responseType: 'buffer' })).body,
  axios: async () => (await axios.get(url, { responseType: 'arraybuffer' })).data,
  superagent: async () => (await superagent.get(url).buffer(true).parse(collect)).body,
})) {
  const body = await get();
  console.log(`${name}: ${body.toString() === 'hello' ? 'hello' : body.subarray(0, 2).toString('hex')}`);
}
JS
cat >client.py <<'PY'
import asyncio, sys
import aiohttp, httpx, requests
url = sys.argv[1]

async def fetch():
    async with aiohttp.ClientSession() as session, session.get(url) as response:
        return await response.read()

for name, body in {"requests": requests.get(url).content, "httpx": httpx.get(url).content, "aiohttp": asyncio.run(fetch())}.items():
    print(f"{name}:", "hello" if body == b"hello" else body[:2].hex())
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
	if string(body) != "hello" {
		fmt.Printf("Go: %x %v\n", body[:2], err)
	}
}
GO
go build -o client client.go
node server.mjs >port & server=$!
until [ -s port ]; do sleep 0.1; done
url=http://127.0.0.1:$(cat port)/
seen=$(node fetch.mjs "$url"
  echo "curl: $(curl -s --compressed "$url")"
  PYTHONPATH=packages python3 client.py "$url"
  node client.mjs "$url"
  node_modules/.bin/bun fetch.mjs "$url"
  ./client "$url")
echo "npm got 14.6.6, axios 1.21.1, superagent 10.4.2, bun 1.4.5, PyPI httpx 0.28.1, requests 2.34.2, aiohttp 3.14.5"
echo "Node.js $(node --version), $(go version | cut -d ' ' -f 3), $(curl --version | sed 's/ (.*//;q')"
echo "$seen"
[ "$seen" = 'fetch of Node.js: hello
curl: hello
requests: hello
httpx: hello
aiohttp: 1f8b
got: 1f8b
axios: 1f8b
superagent: 1f8b
fetch of Bun: 1f8b
Go: 1f8b <nil>' ] || { echo 'This has changed.' >&2; exit 1; }
