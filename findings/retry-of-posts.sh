#!/usr/bin/env bash
# Guess: retry helpers of HTTP clients leave a POST alone that was answered 503 unless told otherwise, and wait as long as Retry-After
# says: got, ky, axios-retry, undici and httpx-retries send it once.
# What happens: npm's superagent with .retry(2) and PyPI's aiohttp-retry with 3 attempts send it three times. Neither looks at Retry-After;
# superagent sends all three within one second although the server asks for 10.
# Why it matters: an answer of 503 or 504 from a gateway does not say that the action has not run. It runs up to three times.
set -euo pipefail
for tool in node npm python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
{ npm install --prefix . --no-save --no-audit --no-fund --silent superagent@10.4.2 axios@1.21.1 axios-retry@4.5.0 &&
  python3 -m venv venv && venv/bin/pip install -q --disable-pip-version-check aiohttp-retry==2.9.1 aiohttp==3.14.5; } ||
  { echo 'The packages could not be installed.' >&2; exit 2; }

cat >ask.mjs <<'JS'
import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import { promisify } from 'node:util';
import axios from 'axios';
import axiosRetry from 'axios-retry';
import superagent from 'superagent';
let count = 0;
const server = createServer((request, response) => {
  count += 1;
  request.resume();
  request.on('end', () => response.writeHead(503, { 'Retry-After': '10', 'Content-Length': 0 }).end());
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const url = `http://127.0.0.1:${server.address().port}/`;
async function see(name, send) {
  count = 0;
  const start = Date.now();
  await send().catch(() => undefined);
  console.log(`${name}: sent ${count} times, ${Date.now() - start < 8000 ? 'before' : 'after'} the time of Retry-After`);
}
await see('superagent', () => superagent.post(url).send({}).retry(2));
const client = axios.create();
axiosRetry(client, { retries: 2 });
await see('axios-retry', () => client.post(url, {}));
await see('aiohttp-retry', () => promisify(execFile)('venv/bin/python', ['ask.py', url]));
server.close();
server.closeAllConnections();
JS
cat >ask.py <<'PYTHON'
import asyncio
import sys

from aiohttp_retry import ExponentialRetry, RetryClient


async def ask():
    async with RetryClient(retry_options=ExponentialRetry(attempts=3)) as client:
        async with client.post(sys.argv[1], json={}):
            pass


asyncio.run(ask())
PYTHON
seen=$(node ask.mjs)
echo 'superagent 10.4.2, axios-retry 4.5.0, aiohttp-retry 2.9.1'
echo "$seen"
[ "$seen" = 'superagent: sent 3 times, before the time of Retry-After
axios-retry: sent 1 times, before the time of Retry-After
aiohttp-retry: sent 3 times, before the time of Retry-After' ] || { echo 'This has changed.' >&2; exit 1; }
