#!/usr/bin/env bash
# Guess: behind an HTTP API or a function URL of AWS, `?text=red%2C%20blue` is one parameter with the text "red, blue" in Fastify, as the
# event has the query string as it came (rawQueryString).
# What happens: @fastify/aws-lambda does not read it, but queryStringParameters, where AWS has joined repeated parameters by commas, and
# splits them again: the parameter is a list of "red" and " blue". @codegenie/serverless-express, serverless-http and hono take the
# query string.
# Why it matters: texts, coordinates ("52.5,13.4") and lists arrive as arrays in production only, where a schema refuses them or
# `text.trim` is not a function. Tests with fastify.inject get them right.
set -euo pipefail
for tool in node npm; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --prefix . --no-save --no-audit --no-fund --silent @fastify/aws-lambda@6.4.1 fastify@5.12.8 @codegenie/serverless-express@4.17.1 \
  serverless-http@4.0.0 express@5.3.0 hono@4.13.19 || { echo 'The packages could not be installed.' >&2; exit 2; }
cat >adapters.mjs <<'JS'
import serverlessExpress from '@codegenie/serverless-express';
import awsLambdaFastify from '@fastify/aws-lambda';
import express from 'express';
import Fastify from 'fastify';
import { Hono } from 'hono';
import { handle } from 'hono/aws-lambda';
import serverless from 'serverless-http';

const app = express();
app.use((request, response) => response.json(request.query.text));
const fastify = Fastify();
fastify.get('/', async (request) => JSON.stringify(request.query.text));
const hono = new Hono();
hono.get('/', (context) => context.json(context.req.query('text')));
const event = {
  version: '2.0',
  routeKey: '$default',
  rawPath: '/',
  rawQueryString: 'text=red%2C%20blue',
  headers: { host: 'example.org' },
  queryStringParameters: { text: 'red, blue' },
  requestContext: { accountId: '1', apiId: 'a', domainName: 'example.org', domainPrefix: 'a', requestId: '1', routeKey: '$default', stage: '$default',
    time: '01/Mar/2026:00:00:00 +0000', timeEpoch: 1772323200000,
    http: { method: 'GET', path: '/', protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'curl' } },
  isBase64Encoded: false,
};
for (const [name, handler] of Object.entries({
  '@fastify/aws-lambda': awsLambdaFastify(fastify),
  '@codegenie/serverless-express': serverlessExpress({ app }),
  'serverless-http': serverless(app),
  'hono/aws-lambda': handle(hono),
}))
  console.log(`${name}: ${(await handler(structuredClone(event), { awsRequestId: '1' })).body}`);
console.log(`fastify.inject: ${(await fastify.inject('/?text=red%2C%20blue')).body}`);
JS
seen=$(node adapters.mjs)
echo 'npm @fastify/aws-lambda 6.4.1, fastify 5.12.8, @codegenie/serverless-express 4.17.1, serverless-http 4.0.0, hono 4.13.19'
echo "$seen"
[ "$seen" = '@fastify/aws-lambda: ["red"," blue"]
@codegenie/serverless-express: "red, blue"
serverless-http: "red, blue"
hono/aws-lambda: "red, blue"
fastify.inject: "red, blue"' ] || { echo 'This has changed.' >&2; exit 1; }
