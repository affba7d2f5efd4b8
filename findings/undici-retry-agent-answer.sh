#!/usr/bin/env bash
# Guess: undici's RetryAgent sends a request again, and returns the last answer (503 with its body) when no tries are left. A POST,
# which it does not send again, is answered as without it.
# What happens: it throws in both cases, so the status and the body are lost: RequestRetryError, and through fetch() a
# TypeError "fetch failed", as if there were no connection. A POST throws after its first answer, too.
# Why it matters: code that reads `response.status` after fetch() never sees a 503, 502 or 429 any more once the agent is set, not even
# for methods that are never tried again.
set -euo pipefail
for tool in node npm; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --prefix . --no-save --no-audit --no-fund --silent undici@7.30.2 ||
  { echo 'The package could not be installed.' >&2; exit 2; }

cat >ask.mjs <<'JS'
import { createServer } from 'node:http';
import { Agent, fetch, RetryAgent, request } from 'undici';
let count = 0;
const server = createServer((_, response) => {
  count += 1;
  response.writeHead(503, { 'Content-Type': 'application/json' }).end('{"error":"busy"}');
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const url = `http://127.0.0.1:${server.address().port}/`;
const dispatcher = new RetryAgent(new Agent(), { maxRetries: 2, minTimeout: 10 });
async function see(name, send) {
  count = 0;
  const outcome = await send().catch((error) => `${error.name}: ${error.message}`);
  console.log(`${name}: sent ${count} times, ${outcome}`);
}
await see('request GET', async () => (await request(url, { dispatcher })).statusCode);
await see('fetch GET', async () => (await fetch(url, { dispatcher })).status);
await see('fetch POST', async () => (await fetch(url, { method: 'POST', body: '{}', dispatcher })).status);
await see('fetch POST without it', async () => (await fetch(url, { method: 'POST', body: '{}' })).status);
server.close();
server.closeAllConnections();
process.exit();
JS
seen=$(node ask.mjs)
echo "undici $(node -p 'JSON.parse(fs.readFileSync("node_modules/undici/package.json")).version'), Node.js $(node --version)"
echo "$seen"
[ "$seen" = 'request GET: sent 3 times, RequestRetryError: Request failed
fetch GET: sent 3 times, TypeError: fetch failed
fetch POST: sent 1 times, TypeError: fetch failed
fetch POST without it: sent 1 times, 503' ] || { echo 'This has changed.' >&2; exit 1; }
