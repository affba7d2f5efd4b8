#!/usr/bin/env bash
# Guess: `Cache-Control: max-age=0, stale-while-revalidate=60` is answered from the cache at once for a minute, and asked for again behind
# that, as CDNs and browsers do (RFC 5861): it is the usual way to write "always fast, always fresh soon".
# What happens: undici's cache interceptor keeps nothing and waits for the server each time, unless there is an ETag. With max-age=1
# it answers from the cache, without an ETag, too.
# Why it matters: an action that others call through undici gets each of their requests, with a header that works at its CDN.
set -euo pipefail
for tool in node npm; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --prefix . --no-save --no-audit --no-fund --silent undici@7.30.2 || { echo 'The package could not be installed.' >&2; exit 2; }
cat >ask.mjs <<'JS'
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, interceptors, request } from 'undici';
let headers;
let answered = 0;
const server = createServer((_, response) => {
  answered += 1;
  response.writeHead(200, headers).end(String(answered));
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
for (const age of [0, 1]) {
  for (const etag of [undefined, '"1"']) {
    headers = { 'cache-control': `max-age=${age}, stale-while-revalidate=60`, ...(etag && { etag }) };
    const dispatcher = new Agent().compose(interceptors.cache());
    const ask = async () => (await request(`http://127.0.0.1:${server.address().port}/${age}`, { dispatcher })).body.text();
    const first = await ask();
    await sleep(1500);
    console.log(`max-age=${age}${etag ? ', ETag' : ''}: the second answer is ${(await ask()) === first ? 'the one in the cache' : 'a new one'}`);
  }
}
process.exit();
JS
seen=$(node ask.mjs)
echo "npm undici 7.30.2, Node.js $(node --version)"
echo "$seen"
[ "$seen" = 'max-age=0: the second answer is a new one
max-age=0, ETag: the second answer is the one in the cache
max-age=1: the second answer is the one in the cache
max-age=1, ETag: the second answer is the one in the cache' ] || { echo 'This has changed.' >&2; exit 1; }
