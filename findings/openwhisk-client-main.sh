#!/usr/bin/env bash
# Guess: npm's openwhisk sends `main` of an action, as it sends `kind`, `params`, `limits` and `annotations` that are given next to it.
# What happens: `main` is dropped without a word. It is sent only in `exec: { kind, main }`.
# Why it matters: the action is created, and its first activation fails since there is no function called "main", or calls another one.
set -euo pipefail
for tool in node npm; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --prefix . --no-save --no-audit --no-fund --silent openwhisk@3.21.9 ||
  { echo 'The package could not be installed.' >&2; exit 2; }

cat >create.cjs <<'JS'
const { createServer } = require('node:http');
const openwhisk = require('openwhisk');
// A platform that shows what it is sent.
const platform = createServer(async (request, response) => {
  let text = '';
  for await (const part of request) text += part;
  const { exec, ...rest } = JSON.parse(text);
  console.log(`exec: ${Object.keys(exec).sort()}; others: ${Object.keys(rest).sort()}`);
  response.writeHead(200, { 'Content-Type': 'application/json' }).end('{}');
});
platform.listen(0, '127.0.0.1', async () => {
  const client = openwhisk({ apihost: `http://127.0.0.1:${platform.address().port}`, api_key: 'user:password' });
  const action = { name: 'hello', action: 'def entry(args):\n    return {}\n' };
  const more = { params: { a: 1 }, limits: { timeout: 1000 }, annotations: { b: 2 } };
  await client.actions.create({ ...action, ...more, kind: 'python:3', main: 'entry' });
  await client.actions.create({ ...action, exec: { kind: 'python:3', main: 'entry' } });
  platform.close();
});
JS
seen=$(node create.cjs)
echo "openwhisk $(node -p 'JSON.parse(fs.readFileSync("node_modules/openwhisk/package.json")).version'), Node.js $(node --version)"
echo "$seen"
[ "$seen" = 'exec: code,kind; others: annotations,limits,parameters
exec: code,kind,main; others: ' ] || { echo 'This has changed.' >&2; exit 1; }
