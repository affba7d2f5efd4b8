#!/usr/bin/env bash
# Guess: `-n 10 -c 3` of a load tool sends ten requests from three connections.
# What happens: hey sends nine: each of its workers sends n / c, rounded down. bombardier and autocannon send ten.
# Why it matters: a test that counts, that a rate limit lets exactly n pass, or that n activations left n records, fails or passes for the
# wrong reason; comparisons of tools at "the same" n are off by up to c - 1.
set -euo pipefail
for tool in go node npm; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'chmod -R u+w "$dir"; rm -rf "$dir"' EXIT
cd "$dir"
export GOBIN=$dir/bin CGO_ENABLED=0
{ npm install --prefix . --no-save --no-audit --no-fund --silent autocannon@9.0.0 &&
  go install github.com/rakyll/hey@v0.1.5 && go install github.com/codesenberg/bombardier@v1.2.6; } >install.log 2>&1 ||
  { cat install.log; echo 'The packages could not be installed.' >&2; exit 2; }

cat >count.mjs <<'JS'
import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import { promisify } from 'node:util';
let count = 0;
const server = createServer((_, response) => {
  count += 1;
  response.end('{}');
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const url = `http://127.0.0.1:${server.address().port}/`;
for (const [name, file, requests] of [
  ['hey', 'bin/hey', '-n'],
  ['bombardier', 'bin/bombardier', '-n'],
  ['autocannon', 'node_modules/.bin/autocannon', '-a'],
]) {
  count = 0;
  await promisify(execFile)(file, [requests, '10', '-c', '3', url]);
  console.log(`${name}: ${count}`);
}
server.close();
server.closeAllConnections();
JS
seen=$(node count.mjs)
echo 'hey v0.1.5, bombardier v1.2.6, autocannon 9.0.0'
echo "$seen"
[ "$seen" = 'hey: 9
bombardier: 10
autocannon: 10' ] || { echo 'This has changed.' >&2; exit 1; }
