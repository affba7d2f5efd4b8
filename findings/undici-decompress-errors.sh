#!/usr/bin/env bash
# Guess: with undici's `decompress` as an interceptor, the body of an answer is plain text, whatever its status.
# What happens: answers from 400 on stay compressed: the text of a 404 or 500 is the bytes of gzip. Only the option
# skipErrorResponses: false, which is true by default, changes that. undici's own fetch decompresses both.
# Why it matters: the handler of the rare case fails at its JSON.parse, and a log has bytes instead of what the server
# said was wrong. The usual test, with an answer of 200, shows nothing, nor does a test server that does not compress.
set -euo pipefail
for tool in node npm; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --prefix . --no-save --no-audit --no-fund --silent undici@8.13.1 node@26.10.0 ||
  { echo 'The packages could not be installed.' >&2; exit 2; }

cat >run.mjs <<'JS'
import { createServer } from 'node:http';
import { once } from 'node:events';
import { gzipSync } from 'node:zlib';
import { Agent, fetch, interceptors, request } from 'undici';
const server = createServer(({ url }, response) => {
  response.writeHead(Number(url.slice(1)), { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' });
  response.end(gzipSync('{"error":"no such order"}'));
}).listen(0, '127.0.0.1');
await once(server, 'listening');
const address = `http://127.0.0.1:${server.address().port}`;
const parse = (promise) => promise.then(JSON.stringify, (error) => error.name);
for (const status of [200, 404, 500]) {
  const line = [];
  for (const options of [{}, { skipErrorResponses: false }]) {
    const dispatcher = new Agent().compose(interceptors.decompress(options));
    line.push(await parse(request(`${address}/${status}`, { dispatcher }).then(({ body }) => body.json())));
  }
  line.push(await parse(fetch(`${address}/${status}`).then((response) => response.json())));
  console.log(`${status}: decompress() ${line[0]}, with the option ${line[1]}, fetch ${line[2]}`);
}
process.exit();
JS
seen=$(node_modules/.bin/node --no-warnings run.mjs)
echo "undici 8.13.1, Node.js $(node_modules/.bin/node --version)"
echo "$seen"
[ "$seen" = '200: decompress() {"error":"no such order"}, with the option {"error":"no such order"}, fetch {"error":"no such order"}
404: decompress() SyntaxError, with the option {"error":"no such order"}, fetch {"error":"no such order"}
500: decompress() SyntaxError, with the option {"error":"no such order"}, fetch {"error":"no such order"}' ] ||
  { echo 'This has changed.' >&2; exit 1; }
