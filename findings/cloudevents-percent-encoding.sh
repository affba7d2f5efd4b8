#!/usr/bin/env bash
# Guess: an attribute survives the trip between two CloudEvents SDKs over HTTP, since the binding says how to
# percent-encode a header.
# What happens: of today's Python and JavaScript SDKs only the Python one does it. Its subject "order 7, 50%" is read
# by JavaScript as "order%207,%2050%25"; what JavaScript sends back is decoded although it was never encoded.
# Why it matters: even a space is enough. Keys built from a subject or an extension differ between two services, and
# a literal "%41" sent from JavaScript becomes "A" in Python.
set -euo pipefail
for tool in node npm python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
{ npm install --prefix . --no-save --no-audit --no-fund --silent cloudevents@10.0.0 &&
  python3 -m pip install --quiet --disable-pip-version-check --target packages cloudevents==2.2.0 2>pip.log; } ||
  { echo 'The packages could not be installed.' >&2; exit 2; }

export PYTHONPATH=packages
python_writes() {
  python3 -c '
import json, sys
from cloudevents.core.bindings.http import to_binary_event
from cloudevents.core.v1.event import CloudEvent
event = CloudEvent({"id": "1", "source": "/shop", "type": "order", "subject": sys.argv[1]}, None)
print(json.dumps(to_binary_event(event).headers))' "$1"
}
python_reads() {
  python3 -c '
import json, sys
from cloudevents.core.bindings.http import HTTPMessage, from_http_event
print(from_http_event(HTTPMessage(json.load(sys.stdin), b"")).get_subject())'
}
javascript_writes() {
  node -e '
    const { CloudEvent, HTTP } = require("cloudevents");
    const { headers } = HTTP.binary(new CloudEvent({ id: "1", source: "/shop", type: "order", subject: process.argv[1] }));
    console.log(JSON.stringify(headers));' "$1"
}
javascript_reads() {
  node -e '
    const { HTTP } = require("cloudevents");
    const headers = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
    console.log(HTTP.toEvent({ headers, body: "" }).subject);'
}
seen="Python to JavaScript: $(python_writes 'order 7, 50%' | javascript_reads)
JavaScript to Python: $(javascript_writes 'code %41' | python_reads)"
echo "cloudevents $(node -p 'JSON.parse(fs.readFileSync("node_modules/cloudevents/package.json")).version') (npm), $(
  python3 -c 'import importlib.metadata as m; print(m.version("cloudevents"))') (PyPI)"
echo "$seen"
[ "$seen" = 'Python to JavaScript: order%207,%2050%25
JavaScript to Python: code A' ] || { echo 'This has changed.' >&2; exit 1; }
