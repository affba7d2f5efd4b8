#!/usr/bin/env bash
# Guess: a client with a cache counts the Age of a response: one with `max-age=60` that was 60 seconds in a CDN is no longer fresh.
# What happens: requests-cache, CacheControl and npm's make-fetch-happen keep it for another 60 seconds, as if it came from the
# origin. got and axios-cache-interceptor ask again. An old Date without Age counts for CacheControl only.
# Why it matters: behind a CDN what is "at most a minute old" is two minutes old, and each such client in a chain adds a minute.
set -euo pipefail
for tool in node npm python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
{ npm install --prefix . --no-save --no-audit --no-fund --silent make-fetch-happen@15.0.6 got@14.6.6 axios@1.21.1 axios-cache-interceptor@1.12.3 &&
  python3 -m venv venv && venv/bin/pip install -q --disable-pip-version-check requests-cache==1.3.3 CacheControl==0.14.4; } >install.log 2>&1 ||
  { echo 'The packages could not be installed.' >&2; exit 2; }
cat >ask.mjs <<'JS'
import axios from 'axios';
import { setupCache } from 'axios-cache-interceptor';
import got from 'got';
import fetch from 'make-fetch-happen';
const cached = { got: got.extend({ cache: new Map() }), axios: setupCache(axios.create()), fetch: fetch.defaults({ cachePath: 'cache' }) };
const url = process.argv[2];
for (let time = 0; time < 2; time++) {
  await cached.got(`${url}/got`);
  await cached.axios.get(`${url}/axios-cache-interceptor`);
  await (await cached.fetch(`${url}/make-fetch-happen`)).text();
}
process.exit();
JS
cat >ask.py <<'PYTHON'
import sys

import cachecontrol
import requests
import requests_cache

for name, session in (
    ("requests-cache", requests_cache.CachedSession("requests", backend="memory", cache_control=True)),
    ("CacheControl", cachecontrol.CacheControl(requests.Session())),
):
    for _ in range(2):
        session.get(f"{sys.argv[1]}/{name}")
PYTHON
cat >serve.mjs <<'JS'
import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import { promisify } from 'node:util';
const run = promisify(execFile);
const old = new Date(Date.now() - 60_000).toUTCString();
for (const [what, headers] of [['nothing', {}], ['Age: 60', { Age: '60' }], ['a Date 60 seconds ago', { Date: old }]]) {
  const requests = new Map();
  const server = createServer(({ url }, response) => {
    requests.set(url, (requests.get(url) ?? 0) + 1);
    response.writeHead(200, { 'Cache-Control': 'max-age=60', ...headers }).end('answer');
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${server.address().port}`;
  await run('node', ['ask.mjs', url]);
  await run('venv/bin/python', ['ask.py', url]);
  console.log(`${what}: ${[...requests].map(([path, times]) => `${path.slice(1)} ${times}`).sort().join(', ')}`);
}
process.exit();
JS
seen=$(node serve.mjs)
echo 'make-fetch-happen 15.0.6, got 14.6.6, axios-cache-interceptor 1.12.3 (npm), requests-cache 1.3.3, CacheControl 0.14.4 (PyPI);'
echo 'requests that the server got of two:'
echo "$seen"
[ "$seen" = 'nothing: CacheControl 1, axios-cache-interceptor 1, got 1, make-fetch-happen 1, requests-cache 1
Age: 60: CacheControl 1, axios-cache-interceptor 2, got 2, make-fetch-happen 1, requests-cache 1
a Date 60 seconds ago: CacheControl 2, axios-cache-interceptor 1, got 1, make-fetch-happen 1, requests-cache 1' ] || { echo 'This has changed.' >&2; exit 1; }
