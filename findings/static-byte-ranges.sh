#!/usr/bin/env bash
# Guess: a file server that says `Accept-Ranges: bytes` answers `bytes=-3` with the last three bytes of a file, `bytes=0-0`
# with the first one, and `bytes=-100` of a short file with all of it, as RFC 9110 says; or it ignores the header.
# What happens: for `bytes=-3` sirv sends the first four bytes, and for `bytes=0-0` the whole file, each with 206.
# http-server answers 416 to both forms that count from the end, serve-handler only if the file is shorter. The server of
# Hono has all three right.
# Why it matters: readers of zip archives, Parquet and mp4 ask for the end of a file first, and get its beginning, as if
# that were the end. A client that asks for one byte, to learn the length, downloads everything.
set -euo pipefail
for tool in node npm; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --prefix . --no-save --no-audit --no-fund --silent sirv@3.0.2 http-server@14.1.1 serve-handler@6.1.8 \
  hono@4.13.19 @hono/node-server@2.1.9 || { echo 'The packages could not be installed.' >&2; exit 2; }

mkdir site && printf 0123456789 >site/digits.txt
cat >ask.mjs <<'JS'
import { createServer } from 'node:http';
import { serve } from '@hono/node-server';
import { serveStatic } from '@hono/node-server/serve-static';
import { Hono } from 'hono';
import httpServer from 'http-server';
import handler from 'serve-handler';
import sirv from 'sirv';

const servers = {
  sirv: createServer(sirv('site')),
  'http-server': httpServer.createServer({ root: 'site' }).server,
  'serve-handler': createServer((request, response) => handler(request, response, { public: 'site' })),
};
for (const server of Object.values(servers)) await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const app = new Hono().use('/*', serveStatic({ root: './site' }));
servers.hono = await new Promise((resolve) => {
  const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, () => resolve(server));
});
for (const [name, server] of Object.entries(servers)) {
  for (const range of ['bytes=-3', 'bytes=0-0', 'bytes=-100']) {
    const response = await fetch(`http://127.0.0.1:${server.address().port}/digits.txt`, { headers: { range } });
    const text = await response.text();
    console.log(`${name}, ${range}: ${response.status}${response.ok ? ` ${text}` : ''}`);
  }
}
process.exit();
JS
seen=$(node --no-deprecation ask.mjs)
echo 'npm sirv 3.0.2, http-server 14.1.1, serve-handler 6.1.8, @hono/node-server 2.1.9'
echo "$seen"
[ "$seen" = 'sirv, bytes=-3: 206 0123
sirv, bytes=0-0: 206 0123456789
sirv, bytes=-100: 206 0123456789
http-server, bytes=-3: 416
http-server, bytes=0-0: 206 0
http-server, bytes=-100: 416
serve-handler, bytes=-3: 206 789
serve-handler, bytes=0-0: 206 0
serve-handler, bytes=-100: 416
hono, bytes=-3: 206 789
hono, bytes=0-0: 206 0
hono, bytes=-100: 206 0123456789' ] || { echo 'This has changed.' >&2; exit 1; }
