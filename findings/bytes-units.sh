#!/usr/bin/env bash
# Guess: `limit: "256KiB"` of a body parser allows 256 KiB, "10k" ten of them, and a unit that is unknown is an error.
# What happens: npm's bytes, which Express asks, knows kb, mb and gb only. Of anything else it takes the whole number in
# front as bytes: "256KiB" is 256 bytes, "10k" is 10, "1.5G" is 1. Every larger request is answered 413.
# Why it matters: the value is accepted at the start, and small test requests pass. Kubernetes, Docker and most
# variables write sizes just like this.
set -euo pipefail
for tool in node npm; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --prefix . --no-save --no-audit --no-fund --silent bytes@3.1.2 express@5.3.0 ||
  { echo 'The packages could not be installed.' >&2; exit 2; }

cat >size.mjs <<'JS'
import bytes from 'bytes';
import express from 'express';
console.log(...['256kb', '256KiB', '10k', '256Mi', '1.5G', '1e6'].map((size) => `${size}=${bytes(size)}`));
const app = express();
app.post('/kb', express.json({ limit: '256kb' }), (_, response) => response.end());
app.post('/kib', express.json({ limit: '256KiB' }), (_, response) => response.end());
app.use((error, _request, response, _next) => response.status(error.status).end());
const server = app.listen(0, '127.0.0.1', async () => {
  const request = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(['x'.repeat(300)]) };
  for (const path of ['kb', 'kib'])
    console.log(`304 bytes, limit 256${path}:`, (await fetch(`http://127.0.0.1:${server.address().port}/${path}`, request)).status);
  server.close();
});
JS
seen=$(node size.mjs)
echo 'bytes 3.1.2, express 5.3.0'
echo "$seen"
[ "$seen" = '256kb=262144 256KiB=256 10k=10 256Mi=256 1.5G=1 1e6=1
304 bytes, limit 256kb: 200
304 bytes, limit 256kib: 413' ] || { echo 'This has changed.' >&2; exit 1; }
