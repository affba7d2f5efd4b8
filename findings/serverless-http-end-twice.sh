#!/usr/bin/env bash
# Guess: a handler of node:http behaves the same behind npm's serverless-http.
# What happens: for a request without a body, "end" of the request is emitted twice to whoever reads it with "data" and
# "end". With a body it is emitted once. Node.js promises once; `for await` sees one end in both cases.
# Why it matters: a handler that does its work on "end" does it twice for each GET or DELETE: two rows, two messages. Its
# second answer then fails, and that error nobody listens for.
set -euo pipefail
for tool in node npm; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --prefix . --no-save --no-audit --no-fund --silent serverless-http@4.0.0 ||
  { echo 'The package could not be installed.' >&2; exit 2; }

cat >count.cjs <<'JS'
const { createServer } = require('node:http');
const serverless = require('serverless-http');
let ends = 0;
const handle = (request, response) => {
  request.on('data', () => {});
  request.on('end', () => {
    ends += 1;
    if (ends === 1) setTimeout(() => response.end('ok'), 50);
  });
};
const count = async (name, call) => {
  ends = 0;
  await call();
  console.log(`${name}: ends ${ends}`);
};
const event = (method, body) => ({
  version: '2.0', rawPath: '/', rawQueryString: '', headers: {}, isBase64Encoded: false, body,
  requestContext: { http: { method, path: '/', sourceIp: '127.0.0.1' } },
});
const server = createServer(handle).listen(0, '127.0.0.1', async () => {
  const url = `http://127.0.0.1:${server.address().port}/`;
  await count('node:http, DELETE', async () => (await fetch(url, { method: 'DELETE' })).text());
  await count('serverless-http, POST with a body', () => serverless(handle)(event('POST', 'hello'), {}));
  await count('serverless-http, DELETE', () => serverless(handle)(event('DELETE'), {}));
  server.close();
  server.closeAllConnections();
});
JS
seen=$(node count.cjs)
echo "serverless-http $(node -p 'JSON.parse(fs.readFileSync("node_modules/serverless-http/package.json")).version'), Node.js $(node --version)"
echo "$seen"
[ "$seen" = 'node:http, DELETE: ends 1
serverless-http, POST with a body: ends 1
serverless-http, DELETE: ends 2' ] || { echo 'This has changed.' >&2; exit 1; }
