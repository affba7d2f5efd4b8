#!/usr/bin/env bash
# Guess: `Retry-After: 0` means "try again at once", and a date in the past means the same, in every client that supports the header.
# What happens: got 14 takes 0 for no header at all and waits its own backoff (1 s, then 2 s); a date in the past makes it try
# at once. ky tries at once in both cases.
# Why it matters: a server that has a place again says 0. The client that was asked to come at once comes last.
set -euo pipefail
for tool in node npm; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --prefix . --no-save --no-audit --no-fund --silent got@14.6.6 ky@1.14.3 ||
  { echo 'The packages could not be installed.' >&2; exit 2; }

cat >ask.mjs <<'JS'
import { createServer } from 'node:http';
import got from 'got';
import ky from 'ky';
let wait;
const server = createServer((_, response) => response.writeHead(503, { 'Retry-After': wait, 'Content-Length': 0 }).end());
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const url = `http://127.0.0.1:${server.address().port}/`;
for (const [name, value] of [['0', '0'], ['a date in the past', new Date(Date.now() - 60_000).toUTCString()]]) {
  for (const [client, send] of [['got', () => got(url)], ['ky', () => ky(url)]]) {
    wait = value;
    const start = Date.now();
    await send().catch(() => undefined);
    console.log(`${client}, ${name}: ${Date.now() - start > 2500 ? 'waits' : 'at once'}`);
  }
}
server.close();
server.closeAllConnections();
JS
seen=$(node ask.mjs)
for name in got ky; do echo "$name $(node -p "JSON.parse(fs.readFileSync('node_modules/$name/package.json')).version")"; done
echo "$seen"
[ "$seen" = 'got, 0: waits
ky, 0: at once
got, a date in the past: at once
ky, a date in the past: at once' ] || { echo 'This has changed.' >&2; exit 1; }
