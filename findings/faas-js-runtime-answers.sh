#!/usr/bin/env bash
# Guess: a Node.js function of Knative's `func` may return any JSON value, and 0 and false are values like 5 and true.
# What happens: 5 is answered 200 application/json with an empty body; 0 and false are 204. Objects, lists, strings and buffers arrive.
# Why it matters: a function that counts answers nothing, with the content type of JSON: the caller fails in its parser, or takes 204 for
# success.
set -euo pipefail
for tool in node npm; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --prefix . --no-save --no-audit --no-fund --silent faas-js-runtime@3.0.2 ||
  { echo 'The package could not be installed.' >&2; exit 2; }

cat >ask.cjs <<'JS'
const { createServer } = require('node:net');
const { start } = require('faas-js-runtime');
// It takes the port 0 for no port at all.
const findPort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
const results = [{ a: 1 }, [1], 5, 0, false];
(async () => {
  const server = await start(({ query }) => results[query.n], { port: await findPort(), logLevel: 'silent' });
  for (const [n, result] of results.entries()) {
    const response = await fetch(`http://127.0.0.1:${server.address().port}/?n=${n}`);
    const body = JSON.stringify(await response.text());
    console.log(`${JSON.stringify(result)}: ${response.status} ${response.headers.get('content-type')} ${body}`);
  }
  process.exit();
})();
JS
seen=$(node ask.cjs)
echo "faas-js-runtime $(node -p 'JSON.parse(fs.readFileSync("node_modules/faas-js-runtime/package.json")).version'), Node.js $(node --version)"
echo "$seen"
[ "$seen" = '{"a":1}: 200 application/json; charset=utf-8 "{\"a\":1}"
[1]: 200 application/json; charset=utf-8 "[1]"
5: 200 application/json; charset=utf-8 ""
0: 204 null ""
false: 204 null ""' ] || { echo 'This has changed.' >&2; exit 1; }
