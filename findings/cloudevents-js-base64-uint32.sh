#!/usr/bin/env bash
# Guess: the JavaScript SDK gives the decoded bytes of data_base64 as a Buffer or Uint8Array.
# What happens: `data` is a Uint32Array with one element for each byte.
# Why it matters: written to a file or a socket it is four times as long, with three zero bytes after each byte.
# `Buffer.from(event.data)` copies the elements and so hides the fault.
set -euo pipefail
for tool in node npm; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --prefix . --no-save --no-audit --no-fund --silent cloudevents@10.0.0 ||
  { echo 'The package could not be installed.' >&2; exit 2; }

seen=$(node -e '
  const { HTTP } = require("cloudevents");
  const { readFileSync, writeFileSync } = require("node:fs");
  const sent = Buffer.from([1, 2, 255]);
  const event = HTTP.toEvent({
    headers: { "content-type": "application/cloudevents+json" },
    body: JSON.stringify({ specversion: "1.0", id: "1", source: "/camera", type: "picture",
      datacontenttype: "image/png", data_base64: sent.toString("base64") }),
  });
  writeFileSync("picture", event.data);
  console.log(event.data.constructor.name, "sent", sent.toString("hex"), "written", readFileSync("picture").toString("hex"));')
echo "cloudevents $(node -p 'JSON.parse(fs.readFileSync("node_modules/cloudevents/package.json")).version'), Node.js $(node --version)"
echo "$seen"
[ "$seen" = 'Uint32Array sent 0102ff written 0100000002000000ff000000' ] || { echo 'This has changed.' >&2; exit 1; }
