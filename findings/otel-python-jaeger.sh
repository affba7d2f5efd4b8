#!/usr/bin/env bash
# Guess: a sampled trace in Jaeger's header stays "sampled" on the next hop, and the header is read as clients write it.
# What happens: OpenTelemetry's Python propagator adds the debug flag to every sampled trace (":1" becomes ":03"), and
# ignores a header whose colons are written "%3A", as Jaeger's own clients write it over HTTP. JavaScript's reads it and writes 01.
# Why it matters: debug asks the systems behind to keep every span, whatever their sampling says; and a trace from a service
# with a Jaeger client breaks at the first Python function.
set -euo pipefail
for tool in node npm python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
{ npm install --prefix . --no-save --no-audit --no-fund --silent @opentelemetry/propagator-jaeger@2.12.0 @opentelemetry/api@1.9.1 &&
  python3 -m pip install --quiet --disable-pip-version-check --target packages \
    opentelemetry-api==1.45.2 opentelemetry-propagator-jaeger==1.45.1 2>pip.log; } ||
  { echo 'The packages could not be installed.' >&2; exit 2; }

cat >pass.cjs <<'JS'
const { ROOT_CONTEXT, defaultTextMapGetter, defaultTextMapSetter } = require('@opentelemetry/api');
const { JaegerPropagator } = require('@opentelemetry/propagator-jaeger');
const propagator = new JaegerPropagator();
const headers = {};
propagator.inject(propagator.extract(ROOT_CONTEXT, { 'uber-trace-id': process.argv[2] }, defaultTextMapGetter), headers, defaultTextMapSetter);
console.log('JavaScript:', headers['uber-trace-id'] ?? 'nothing');
JS
cat >pass.py <<'PY'
import sys
from opentelemetry.propagators.jaeger import JaegerPropagator
headers = {}
JaegerPropagator().inject(headers, JaegerPropagator().extract({"uber-trace-id": sys.argv[1]}))
print("Python:", headers.get("uber-trace-id", "nothing"))
PY
export PYTHONPATH=packages
plain=463ac35c9f6413ad48485a3953bb6124:a2fb4a1d1a96d312:0:1
seen=$(for header in "$plain" "${plain%1}0" "${plain//:/%3A}"; do node pass.cjs "$header"; python3 pass.py "$header"; done)
echo "opentelemetry-propagator-jaeger $(python3 -c 'import importlib.metadata as m; print(m.version("opentelemetry-propagator-jaeger"))') (PyPI), $(
  node -p '"@opentelemetry/propagator-jaeger " + JSON.parse(fs.readFileSync("node_modules/@opentelemetry/propagator-jaeger/package.json")).version') (npm)"
echo "$seen"
ids=463ac35c9f6413ad48485a3953bb6124:a2fb4a1d1a96d312
[ "$seen" = "JavaScript: $ids:0:01
Python: $ids:0000000000000000:03
JavaScript: $ids:0:00
Python: $ids:0000000000000000:00
JavaScript: $ids:0:01
Python: nothing" ] || { echo 'This has changed.' >&2; exit 1; }
