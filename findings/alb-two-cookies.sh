#!/usr/bin/env bash
# Guess: an adapter for Lambda that has one value per header to give (a load balancer's target group by default) still gets
# two cookies to the browser, or they all lose the same one.
# What happens: Mangum and serverless-wsgi send both, as "set-cookie" and "Set-cookie". Hono's and serverless-express' adapters
# send the first and drop the others, apig-wsgi sends the last. None of them says so.
# Why it matters: a login that sets a session and a CSRF cookie works behind API Gateway, and behind a load balancer one of them
# is gone, another one after a change of the framework. Multi-value headers of the target group avoid it.
set -euo pipefail
for tool in node npm python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
{ npm install --prefix . --no-save --no-audit --no-fund --silent hono@4.13.19 @codegenie/serverless-express@4.17.1 express@5.3.0 &&
  python3 -m pip install --quiet --disable-pip-version-check --target packages \
    mangum==0.22.0 serverless-wsgi==3.1.0 apig-wsgi==2.20.0 2>pip.log; } ||
  { echo 'The packages could not be installed.' >&2; exit 2; }

cat >event.json <<'JSON'
{"requestContext":{"elb":{"targetGroupArn":"group"}},"httpMethod":"GET","path":"/","queryStringParameters":{},
"headers":{"host":"localhost"},"body":"","isBase64Encoded":false}
JSON
cat >answer.mjs <<'JS'
import { readFileSync } from 'node:fs';
import serverlessExpress from '@codegenie/serverless-express';
import express from 'express';
import { Hono } from 'hono';
import { handle } from 'hono/aws-lambda';
const hono = new Hono().get('/', (context) => {
  context.header('set-cookie', 'session=1', { append: true });
  context.header('set-cookie', 'csrf=2', { append: true });
  return context.text('');
});
const app = express().get('/', (request, response) => response.append('set-cookie', 'session=1').append('set-cookie', 'csrf=2').end());
for (const [name, handler] of [['hono', handle(hono)], ['serverless-express', serverlessExpress({ app })]]) {
  const { headers } = await handler(JSON.parse(readFileSync('event.json', 'utf8')), {});
  console.log(`${name}:`, ...Object.entries(headers).filter(([key]) => /^set-cookie$/i.test(key)).flat());
}
JS
cat >answer.py <<'PY'
import json
import apig_wsgi, serverless_wsgi
from mangum import Mangum

COOKIES = [("set-cookie", "session=1"), ("set-cookie", "csrf=2")]

def wsgi(environ, start_response):
    start_response("200 OK", [("content-type", "text/plain"), *COOKIES])
    return [b""]

async def asgi(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": [(k.encode(), v.encode()) for k, v in COOKIES]})
    await send({"type": "http.response.body", "body": b""})

for name, answer in (
    ("mangum", Mangum(asgi, lifespan="off")),
    ("serverless-wsgi", lambda event, context: serverless_wsgi.handle_request(wsgi, event, context)),
    ("apig-wsgi", apig_wsgi.make_lambda_handler(wsgi)),
):
    headers = answer(json.load(open("event.json")), None)["headers"]
    print(f"{name}:", *(part for key, value in headers.items() if key.lower() == "set-cookie" for part in (key, value)))
PY
seen=$(node answer.mjs; PYTHONPATH=packages python3 answer.py)
echo 'hono 4.13.19, @codegenie/serverless-express 4.17.1 (npm), mangum 0.22.0, serverless-wsgi 3.1.0, apig-wsgi 2.20.0 (PyPI)'
echo "$seen"
[ "$seen" = 'hono: set-cookie session=1
serverless-express: set-cookie session=1
mangum: set-cookie session=1 Set-cookie csrf=2
serverless-wsgi: set-cookie session=1 Set-cookie csrf=2
apig-wsgi: set-cookie csrf=2' ] || { echo 'This has changed.' >&2; exit 1; }
