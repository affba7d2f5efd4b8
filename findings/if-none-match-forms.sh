#!/usr/bin/env bash
# Guess: a file server answers 304 if one of the entity tags of If-None-Match is that of the file: the header is a list, `*` means any, and a
# W/ in front does not count for it (RFC 9110, 13.1.2).
# What happens: sirv and @fastify/etag compare the whole header as a text: a list of two tags or `*` is answered 200. serve-handler does so, too,
# and does not know its own tag with W/ in front, which is what nginx makes of it when it compresses. sirv answers 200 to its tag without W/.
# Why it matters: a cache with several variants sends a list, and a browser behind nginx the weak tag: each request gets the whole file again,
# although both sides do all that caching needs. express, hono and @fastify/static read all the forms.
set -euo pipefail
for tool in node npm; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --prefix . --no-save --no-audit --no-fund --silent sirv@3.0.2 serve-handler@6.1.8 @fastify/etag@6.2.0 @fastify/static@10.1.11 fastify@5.12.8 \
  express@5.3.0 hono@4.13.19 @hono/node-server@2.1.9 || { echo 'The packages could not be installed.' >&2; exit 2; }
mkdir public
echo hello >public/a.txt
cat >servers.mjs <<'JS'
import { createServer, get as request } from 'node:http';
import fastifyEtag from '@fastify/etag';
import fastifyStatic from '@fastify/static';
import { getRequestListener } from '@hono/node-server';
import express from 'express';
import Fastify from 'fastify';
import { Hono } from 'hono';
import { etag } from 'hono/etag';
import serveHandler from 'serve-handler';
import sirv from 'sirv';

const hono = new Hono();
hono.use(etag());
hono.get('/a.txt', (context) => context.text('hello'));
const withEtag = Fastify();
await withEtag.register(fastifyEtag);
withEtag.get('/a.txt', async () => 'hello');
const withStatic = Fastify();
await withStatic.register(fastifyStatic, { root: `${process.cwd()}/public` });
await Promise.all([withEtag.ready(), withStatic.ready()]);
for (const [name, listener] of Object.entries({
  sirv: sirv('public', { etag: true }),
  'serve-handler': (request, response) => serveHandler(request, response, { public: 'public', etag: true }),
  '@fastify/etag': withEtag.routing,
  '@fastify/static': withStatic.routing,
  express: express().use(express.static('public')),
  'hono/etag': getRequestListener(hono.fetch),
})) {
  const server = createServer(listener);
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const get = (header) => new Promise((resolve) => {
    request({ port: server.address().port, path: '/a.txt', headers: header ? { 'if-none-match': header } : {} }, (response) => resolve(response.resume()));
  });
  const tag = (await get()).headers.etag;
  const strong = tag.replace(/^W\//, '');
  const seen = [];
  for (const [form, header] of Object.entries({ same: tag, 'with W/': `W/${strong}`, 'without W/': strong, 'in a list': `"other", ${tag}`, '*': '*' }))
    seen.push(`${form} ${(await get(header)).statusCode}`);
  console.log(`${name}: ${seen.join(', ')}`);
  server.closeAllConnections();
  server.close();
}
JS
seen=$(node servers.mjs)
echo 'npm sirv 3.0.2, serve-handler 6.1.8, @fastify/etag 6.2.0, @fastify/static 10.1.11, express 5.3.0, hono 4.13.19'
echo "$seen"
[ "$seen" = 'sirv: same 304, with W/ 304, without W/ 200, in a list 200, * 200
serve-handler: same 304, with W/ 200, without W/ 304, in a list 200, * 200
@fastify/etag: same 304, with W/ 304, without W/ 304, in a list 200, * 200
@fastify/static: same 304, with W/ 304, without W/ 304, in a list 304, * 304
express: same 304, with W/ 304, without W/ 304, in a list 304, * 304
hono/etag: same 304, with W/ 304, without W/ 304, in a list 304, * 304' ] || { echo 'This has changed.' >&2; exit 1; }
