#!/usr/bin/env bash
# Guess: an invocation through npm's @adobe/aio-lib-runtime that is answered is sent once, and with retry: { retries: 0 } in any case.
# What happens: it is sent three times if the answer is 400 or above, which includes the 502 of an action whose result has `error`.
# { retries: 0 } is read as the default of two; `retry: false` sends it once.
# Why it matters: an action that reports an error after it has done its work does the work three times.
set -euo pipefail
for tool in node npm; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --prefix . --no-save --no-audit --no-fund --silent @adobe/aio-lib-runtime@7.3.0 ||
  { echo 'The package could not be installed.' >&2; exit 2; }

cat >invoke.cjs <<'JS'
const { createServer } = require('node:http');
const { init } = require('@adobe/aio-lib-runtime');
let count = 0;
// A platform whose action answers {"error": …}.
const platform = createServer((request, response) => {
  count += 1;
  request.resume();
  response.writeHead(502, { 'Content-Type': 'application/json' }).end('{"error":"no such user"}');
});
platform.listen(0, '127.0.0.1', async () => {
  const apihost = `http://127.0.0.1:${platform.address().port}`;
  for (const retry of [undefined, { retries: 0 }, false]) {
    const shown = JSON.stringify(retry) ?? 'default'; // before the client fills it in
    count = 0;
    const client = await init({ apihost, api_key: 'user:password', namespace: 'guest', retry });
    await client.actions.invoke({ name: 'failing', blocking: true, result: true }).then(
      () => console.log(`retry: ${shown}: resolves`),
      () => console.log(`retry: ${shown}: sent ${count} times`),
    );
  }
  platform.close();
});
JS
seen=$(node invoke.cjs)
echo "aio-lib-runtime $(node -p 'JSON.parse(fs.readFileSync("node_modules/@adobe/aio-lib-runtime/package.json")).version'), Node.js $(node --version)"
echo "$seen"
[ "$seen" = 'retry: default: sent 3 times
retry: {"retries":0}: sent 3 times
retry: false: sent 1 times' ] || { echo 'This has changed.' >&2; exit 1; }
