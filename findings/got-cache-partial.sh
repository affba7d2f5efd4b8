#!/usr/bin/env bash
# Guess: the `cache` of got follows the rules of HTTP caches: a partial response answers only requests for that part, and a POST
# is always sent.
# What happens: after a request with `Range: bytes=0-1`, a plain request for the same address gets these two bytes, with status 206 and
# without asking the server; in the other order the range gets the whole. A second POST without a body is answered from the cache.
# With `max-age=60, must-revalidate` nothing is ever taken from it, which is meant for stale responses only.
# Why it matters: a probe of the first bytes turns the file into two bytes for everybody who shares the cache, with a status that
# got takes for success; and an action that is started by an empty POST runs once, though it was called twice.
set -euo pipefail
for tool in node npm; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --prefix . --no-save --no-audit --no-fund --silent got@14.6.6 cacheable-request@13.0.19 http-cache-semantics@4.3.0 >npm.log 2>&1 ||
  { echo 'The packages could not be installed.' >&2; exit 2; }
cat >ask.mjs <<'JS'
import { createServer } from 'node:http';
import got from 'got';
let requests = 0;
const server = createServer(({ headers, method, url }, response) => {
  requests++;
  response.setHeader('Cache-Control', url === '/must' ? 'max-age=60, must-revalidate' : 'max-age=60');
  if (headers.range) response.writeHead(206, { 'Content-Range': 'bytes 0-1/5' }).end('12');
  else response.end(method === 'POST' ? `run ${requests}` : '12345');
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const client = got.extend({ prefixUrl: `http://127.0.0.1:${server.address().port}`, cache: new Map() });
const range = { headers: { range: 'bytes=0-1' } };
for (const [what, path, first, second] of [
  ['a part, then the whole', 'one', range, {}],
  ['the whole, then a part', 'two', {}, range],
  ['POST, then POST', 'three', { method: 'POST' }, { method: 'POST' }],
  ['must-revalidate, twice', 'must', {}, {}],
]) {
  requests = 0;
  const answers = [await client(path, first), await client(path, second)];
  console.log(`${what}: ${answers.map(({ statusCode, body }) => `${statusCode} ${body}`).join(', ')}; ${requests} sent`);
}
process.exit();
JS
seen=$(node ask.mjs)
echo 'got 14.6.6, cacheable-request 13.0.19, http-cache-semantics 4.3.0 (npm)'
echo "$seen"
[ "$seen" = 'a part, then the whole: 206 12, 206 12; 1 sent
the whole, then a part: 200 12345, 200 12345; 1 sent
POST, then POST: 200 run 1, 200 run 1; 1 sent
must-revalidate, twice: 200 12345, 200 12345; 2 sent' ] || { echo 'This has changed.' >&2; exit 1; }
