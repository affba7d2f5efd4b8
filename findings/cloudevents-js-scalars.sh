#!/usr/bin/env bash
# Guess: JSON data that is a number, a boolean or null arrives as that in JavaScript, as an object and a string do.
# What happens: in binary mode they arrive as text: false is the string "false", which is true in an `if`. In structured
# mode true and 1 arrive as they were sent, but false, 0 and null vanish: the event has no data.
# Why it matters: "door is open: false" opens the door, or says nothing, depending on the mode that the sender chose.
# With objects, which most tests use, nothing is wrong.
set -euo pipefail
for tool in node npm; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --prefix . --no-save --no-audit --no-fund --silent cloudevents@10.0.0 ||
  { echo 'The packages could not be installed.' >&2; exit 2; }

cat >read.cjs <<'JS'
const { HTTP } = require('cloudevents');
const attributes = { specversion: '1.0', id: '1', source: '/door', type: 'open', datacontenttype: 'application/json' };
const show = (value) => (value === undefined ? 'none' : JSON.stringify(value));
for (const data of ['text', true, false, 1, 0, null]) {
  const headers = { 'ce-specversion': '1.0', 'ce-id': '1', 'ce-source': '/door', 'ce-type': 'open' };
  const binary = HTTP.toEvent({ headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(data) });
  const structured = HTTP.toEvent({
    headers: { 'content-type': 'application/cloudevents+json' },
    body: JSON.stringify({ ...attributes, data }),
  });
  console.log(`${JSON.stringify(data)}: binary ${show(binary.data)}, structured ${show(structured.data)}`);
}
JS
seen=$(node read.cjs)
echo 'cloudevents 10.0.0 (npm)'
echo "$seen"
[ "$seen" = '"text": binary "text", structured "text"
true: binary "true", structured true
false: binary "false", structured none
1: binary "1", structured 1
0: binary "0", structured none
null: binary "null", structured none' ] || { echo 'This has changed.' >&2; exit 1; }
