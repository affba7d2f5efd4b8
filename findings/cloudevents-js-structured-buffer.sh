#!/usr/bin/env bash
# Guess: the JavaScript SDK's HTTP.toEvent parses a structured event whose body is a Buffer, or throws.
# What happens: it returns, without an error, an event with a new random id, no type, no source, and an attribute for
# each byte ("0": 123, "1": 34 ...).
# Why it matters: a Buffer is what node:http's chunks and express.raw() give. The event is lost, and its random id
# defeats any check for duplicates. The same call with the body as a string works.
set -euo pipefail
for tool in node npm; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --prefix . --no-save --no-audit --no-fund --silent cloudevents@10.0.0 ||
  { echo 'The package could not be installed.' >&2; exit 2; }

seen=$(node -e '
  const { HTTP } = require("cloudevents");
  const text = JSON.stringify({ specversion: "1.0", id: "7", source: "/shop", type: "order", data: { a: 1 } });
  for (const body of [text, Buffer.from(text)]) {
    const event = HTTP.toEvent({ headers: { "content-type": "application/cloudevents+json" }, body });
    const bytes = Object.keys(event).filter((key) => /^\d+$/.test(key)).length;
    console.log(typeof body, "id 7:", event.id === "7", "type:", event.type, "attributes named by a number:", bytes > 0);
  }')
echo "cloudevents $(node -p 'JSON.parse(fs.readFileSync("node_modules/cloudevents/package.json")).version'), Node.js $(node --version)"
echo "$seen"
[ "$seen" = 'string id 7: true type: order attributes named by a number: false
object id 7: false type: undefined attributes named by a number: true' ] || { echo 'This has changed.' >&2; exit 1; }
