#!/usr/bin/env bash
# Guess: a batch of CloudEvents (application/cloudevents-batch+json) makes one call for each event, or is refused with 4xx.
# What happens: the function is called once, with a Buffer of the whole body in the place of an event. It is answered 204.
# Why it matters: the sender of a batch takes the answer for the receipt of all its events, and they are lost without an error.
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
framework.cloudEvent('work', (event) => console.log(`called with ${event.constructor.name}, id ${event.id}`));
JS
port=$(node -e 'const s=require("net").createServer().listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})')
PORT=$port node node_modules/@google-cloud/functions-framework/build/src/main.js --target=work \
  --signature-type=cloudevent >server.log 2>&1 &
server=$!
for _ in $(seq 300); do
  [ "$(curl -s -o /dev/null -w '%{http_code}' "http://127.0.0.1:$port/favicon.ico")" = 000 ] || break
  sleep 0.1
done
event() { echo "{\"specversion\":\"1.0\",\"id\":\"$1\",\"source\":\"/a\",\"type\":\"t\",\"data\":{\"n\":$1}}"; }
post() { curl -s -o /dev/null -w "answered %{http_code}\n" -H "content-type: application/cloudevents$1+json" -d "$2" "http://127.0.0.1:$port/"; }
seen=$(echo 'one event:'; post '' "$(event 1)"; echo 'a batch of two:'; post '-batch' "[$(event 2),$(event 3)]"; grep -a '^called' server.log)
echo '@google-cloud/functions-framework 5.0.5'
echo "$seen"
[ "$seen" = 'one event:
answered 204
a batch of two:
answered 204
called with Object, id 1
called with Buffer, id undefined' ] || { echo 'This has changed.' >&2; exit 1; }
