#!/usr/bin/env bash
# Guess: a CloudEvent in binary mode reaches a function whatever its data, and a body that is not an event is refused.
# What happens: an event without data, or with text/plain data, is answered 500 before the function runs (a TypeError
# of the framework), while JSON that is not an event at all is handed to the function and answered 204 or 200.
# Why it matters: events without data are common (a timer, "object deleted"). A Knative trigger sends them again and
# again, and the function's own log shows nothing.
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
framework.cloudEvent('work', (event) => `ran with id ${event.id}`);
JS
port=$(node -e 'const s=require("net").createServer().listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})')
PORT=$port node node_modules/@google-cloud/functions-framework/build/src/main.js --target=work \
  --signature-type=cloudevent >server.log 2>&1 &
server=$!
for _ in $(seq 300); do
  [ "$(curl -s -o /dev/null -w '%{http_code}' "http://127.0.0.1:$port/favicon.ico")" = 000 ] || break
  sleep 0.1
done

event=(-H 'ce-specversion: 1.0' -H 'ce-id: 1' -H 'ce-source: /timer' -H 'ce-type: tick')
post() {
  local name=$1 code
  shift
  code=$(curl -s -o body -w '%{http_code}' -X POST "$@" "http://127.0.0.1:$port/")
  echo "$name: $code $(grep -oE 'TypeError|ran with id [a-z0-9]+' body | head -1)"
}
seen=$(
  post 'event with JSON data' "${event[@]}" -H 'content-type: application/json' -d '{"a":1}'
  post 'event without data' "${event[@]}"
  post 'event with text data' "${event[@]}" -H 'content-type: text/plain' -d 'hello'
  post 'JSON that is not an event' -H 'content-type: application/json' -d '{"a":1}'
)
echo "@google-cloud/functions-framework $(node -p 'JSON.parse(fs.readFileSync("node_modules/@google-cloud/functions-framework/package.json")).version'), Node.js $(node --version)"
echo "$seen"
[ "$seen" = 'event with JSON data: 200 ran with id 1
event without data: 500 TypeError
event with text data: 500 TypeError
JSON that is not an event: 200 ran with id undefined' ] || { echo 'This has changed.' >&2; exit 1; }
