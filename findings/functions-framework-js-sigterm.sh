#!/usr/bin/env bash
# Guess: on SIGTERM a Node.js functions-framework server stops listening, lets running requests finish and exits.
# What happens: it exits at once. The request that began last is answered 500, every other one loses its connection.
# Why it matters: Knative and Cloud Run stop an instance with SIGTERM at each scale-down and roll-out, so work that
# a client already waits for fails there, or is done twice if the client tries again. The exit status is 0 all the same.
set -euo pipefail
for tool in node npm curl; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
server=
trap '[ -z "$server" ] || { kill "$server"; wait "$server" || true; } 2>/dev/null; rm -rf "$dir"' EXIT
cd "$dir"
npm install --prefix . --no-save --no-audit --no-fund --silent @google-cloud/functions-framework@5.0.5 ||
  { echo 'The package could not be installed.' >&2; exit 2; }

echo '{"name":"function","main":"index.js"}' >package.json
cat >index.js <<'JS'
const framework = require('@google-cloud/functions-framework');
framework.http('work', (request, response) => {
  console.log('begins');
  setTimeout(() => response.send('done'), 10_000);
});
JS
port=$(node -e 'const s=require("net").createServer().listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})')
PORT=$port node node_modules/@google-cloud/functions-framework/build/src/main.js --target=work >server.log 2>&1 &
server=$!
for _ in $(seq 300); do
  [ "$(curl -s -o /dev/null -w '%{http_code}' "http://127.0.0.1:$port/favicon.ico")" = 000 ] || break
  sleep 0.1
done

until_begun() { until [ "$(grep -c begins server.log)" = "$1" ]; do sleep 0.1; done; }
curl -s -o first.body -w '%{http_code}' "http://127.0.0.1:$port/" >first & first=$!
until_begun 1
curl -s -o second.body -w '%{http_code}' "http://127.0.0.1:$port/" >second & second=$!
until_begun 2
kill -TERM "$server"
wait "$first" || true
wait "$second" || true
status=0
wait "$server" || status=$?
server=

seen="first request: $(cat first)
second request: $(cat second) $(cat second.body)
exit status: $status"
echo "@google-cloud/functions-framework $(node -p 'JSON.parse(fs.readFileSync("node_modules/@google-cloud/functions-framework/package.json")).version'), Node.js $(node --version)"
echo "$seen"
[ "$seen" = 'first request: 000
second request: 500 Received SIGTERM
exit status: 0' ] || { echo 'This has changed.' >&2; exit 1; }
