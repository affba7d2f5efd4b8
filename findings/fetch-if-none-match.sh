#!/usr/bin/env bash
# Guess: fetch of Node.js with the header If-None-Match gets a 304 from express if the content is the same: it is the same request as curl's.
# What happens: it gets 200 and the whole body, each time. The standard of fetch makes such a request one that bypasses caches, so Node.js
# adds `Cache-Control: no-cache`, with which express and koa answer no 304. Bun, Deno and undici's own request() do not add it, and hono
# does not look at it.
# Why it matters: a function that keeps the tag of a list and asks for news with fetch saves nothing, and the code looks right; a test with
# Bun, with curl or against another server passes. The header `cache-control: max-age=0` with it repairs it.
set -euo pipefail
for tool in node npm curl; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$dir"' EXIT
cd "$dir"
npm install --prefix . --no-save --no-audit --no-fund --silent node@24.11.0 bun@1.4.5 deno@2.9.6 undici@7.30.2 express@5.3.0 koa@3.3.0 \
  koa-conditional-get@3.0.0 koa-etag@5.0.0 hono@4.13.19 @hono/node-server@2.1.9 >npm.log 2>&1 ||
  { cat npm.log; echo 'The packages could not be installed.' >&2; exit 2; }
export PATH=$dir/node_modules/.bin:$PATH
cat >server.mjs <<'JS'
import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import express from 'express';
import { Hono } from 'hono';
import { etag } from 'hono/etag';
import Koa from 'koa';
import conditional from 'koa-conditional-get';
import koaEtag from 'koa-etag';

const app = express().use((_, response) => response.send('hello'));
const koa = new Koa().use(conditional()).use(koaEtag()).use((context) => {
  context.body = 'hello';
});
const hono = new Hono();
hono.use(etag());
hono.get('/', (context) => context.text('hello'));
const ports = [];
for (const listener of [app, koa.callback(), getRequestListener(hono.fetch)]) {
  const server = createServer(listener);
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  ports.push(server.address().port);
}
console.log(ports.join(' '));
JS
cat >fetch.mjs <<'JS'
const [name, port, extra] = process.argv.slice(2);
const url = `http://127.0.0.1:${port}/`;
const tag = (await fetch(url)).headers.get('etag');
const headers = { 'if-none-match': tag, ...(extra && { 'cache-control': extra }) };
const response = await fetch(url, { headers });
console.log(`  fetch of ${name}${extra ? `, cache-control: ${extra}` : ''}: ${response.status}`);
JS
cat >request.mjs <<'JS'
import { request } from 'undici';
const url = `http://127.0.0.1:${process.argv[2]}/`;
const { headers, body } = await request(url);
await body.dump();
const again = await request(url, { headers: { 'if-none-match': headers.etag } });
console.log(`  undici request(): ${again.statusCode}`);
process.exit();
JS
node server.mjs >ports 2>/dev/null & server=$!
until [ -s ports ]; do sleep 0.1; done
read -r express koa hono <ports
seen=$(for name in express koa hono; do
  echo "$name"
  port=${!name}
  node fetch.mjs Node.js "$port"
  node fetch.mjs Node.js "$port" max-age=0
  bun fetch.mjs Bun "$port"
  deno run --quiet --allow-all fetch.mjs Deno "$port"
  node request.mjs "$port"
  tag=$(curl -si "http://127.0.0.1:$port/" | tr -d '\r' | sed -n 's/^[Ee][Tt]ag: //p')
  echo "  curl: $(curl -s -o body -w '%{http_code}' -H "If-None-Match: $tag" "http://127.0.0.1:$port/")"
done)
echo 'npm node 24.11.0, bun 1.4.5, deno 2.9.6, undici 7.30.2, express 5.3.0, koa 3.3.0, koa-conditional-get 3.0.0, koa-etag 5.0.0, hono 4.13.19'
echo "$seen"
[ "$seen" = 'express
  fetch of Node.js: 200
  fetch of Node.js, cache-control: max-age=0: 304
  fetch of Bun: 304
  fetch of Deno: 304
  undici request(): 304
  curl: 304
koa
  fetch of Node.js: 200
  fetch of Node.js, cache-control: max-age=0: 304
  fetch of Bun: 304
  fetch of Deno: 304
  undici request(): 304
  curl: 304
hono
  fetch of Node.js: 304
  fetch of Node.js, cache-control: max-age=0: 304
  fetch of Bun: 304
  fetch of Deno: 304
  undici request(): 304
  curl: 304' ] || { echo 'This has changed.' >&2; exit 1; }
