#!/usr/bin/env bash
# Guess: npm's openwhisk resolves with the activation ID when a blocking invocation takes longer than the platform waits
# (202), or rejects with an Error that says so.
# What happens: with `result: true` it rejects with the plain object {"activationId": …}, which is not an Error and has no
# message and no stack. Without `result` the same answer resolves.
# Why it matters: the action still runs. Code that logs `error.message` prints "undefined", and code that tries again on
# any rejection runs the action twice.
set -euo pipefail
for tool in node npm; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --prefix . --no-save --no-audit --no-fund --silent openwhisk@3.21.9 ||
  { echo 'The package could not be installed.' >&2; exit 2; }

cat >invoke.cjs <<'JS'
const { createServer } = require('node:http');
const openwhisk = require('openwhisk');
// A platform that has stopped waiting.
const platform = createServer((request, response) => {
  request.resume();
  response.writeHead(202, { 'Content-Type': 'application/json' }).end('{"activationId":"0123"}');
});
platform.listen(0, '127.0.0.1', async () => {
  const client = openwhisk({ apihost: `http://127.0.0.1:${platform.address().port}`, api_key: 'user:password' });
  for (const result of [false, true])
    await client.actions.invoke({ name: 'long', blocking: true, result }).then(
      (value) => console.log(`result: ${result}: resolves with`, JSON.stringify(value)),
      (reason) => console.log(`result: ${result}: rejects with`, JSON.stringify(reason), 'an Error:', reason instanceof Error),
    );
  platform.close();
});
JS
seen=$(node invoke.cjs)
echo "openwhisk $(node -p 'JSON.parse(fs.readFileSync("node_modules/openwhisk/package.json")).version'), Node.js $(node --version)"
echo "$seen"
[ "$seen" = 'result: false: resolves with {"activationId":"0123"}
result: true: rejects with {"activationId":"0123"} an Error: false' ] || { echo 'This has changed.' >&2; exit 1; }
