#!/usr/bin/env bash
# Guess: X-RateLimit-Reset of one kind of middleware means one thing, and RateLimit-Reset the same without the X.
# What happens: with 90 seconds to go, @fastify/rate-limit says 90 in X-RateLimit-Reset. express-rate-limit says the time of the clock
# there, ten digits, and 90 in RateLimit-Reset. koa-ratelimit says the time of the clock with a fraction, 1790000000.123.
# Why it matters: a client that waits for the number of seconds waits for 57 years behind one, and one that subtracts the clock does
# not wait at all behind another; a parser of whole numbers fails. Retry-After is in seconds for all of them.
set -euo pipefail
for tool in node npm; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --prefix . --no-save --no-audit --no-fund --silent express-rate-limit@8.7.5 express@5.3.0 koa-ratelimit@6.0.0 koa@3.3.0 @fastify/rate-limit@11.2.0 fastify@5.12.8 >npm.log 2>&1 || { echo 'The packages could not be installed.' >&2; exit 2; }
cat >limits.mjs <<'JS'
import { once } from 'node:events';
import { createServer } from 'node:http';
import fastifyLimit from '@fastify/rate-limit';
import express from 'express';
import { rateLimit } from 'express-rate-limit';
import Fastify from 'fastify';
import Koa from 'koa';
import koaLimit from 'koa-ratelimit';
const span = 90_000;
const servers = {};
servers['express-rate-limit'] = createServer(express().use(rateLimit({ windowMs: span, limit: 1, standardHeaders: true })).get('/', (_, response) => response.end()));
const koa = new Koa().use(koaLimit({ driver: 'memory', db: new Map(), duration: span, max: 1 }));
servers['koa-ratelimit'] = createServer(koa.callback());
const fastify = Fastify();
await fastify.register(fastifyLimit, { max: 1, timeWindow: span });
fastify.get('/', async () => 'ok');
await fastify.ready();
servers['@fastify/rate-limit'] = createServer((request, response) => fastify.routing(request, response));
const form = (text) => {
  const number = Number(text);
  const left = number - Date.now() / 1000;
  const what = number > 80 && number <= 90 ? 'the seconds that are left' : left > 80 && left < 95 ? 'the time of the clock' : 'something else';
  return `${what}${text.includes('.') ? ', with a fraction' : ''}`;
};
for (const [name, server] of Object.entries(servers)) {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const url = `http://127.0.0.1:${server.address().port}`;
  await fetch(url);
  const { headers, status } = await fetch(url);
  for (const field of ['x-ratelimit-reset', 'ratelimit-reset', 'retry-after'])
    if (headers.has(field)) console.log(`${name}, ${status}, ${field}: ${form(headers.get(field))}`);
}
process.exit();
JS
seen=$(node limits.mjs)
echo 'express-rate-limit 8.7.5, express 5.3.0, koa-ratelimit 6.0.0, koa 3.3.0, @fastify/rate-limit 11.2.0, fastify 5.12.8 (npm)'
echo "$seen"
[ "$seen" = 'express-rate-limit, 429, x-ratelimit-reset: the time of the clock
express-rate-limit, 429, ratelimit-reset: the seconds that are left
express-rate-limit, 429, retry-after: the seconds that are left
koa-ratelimit, 429, x-ratelimit-reset: the time of the clock, with a fraction
koa-ratelimit, 429, retry-after: the seconds that are left
@fastify/rate-limit, 429, x-ratelimit-reset: the seconds that are left
@fastify/rate-limit, 429, retry-after: the seconds that are left' ] || { echo 'This has changed.' >&2; exit 1; }
