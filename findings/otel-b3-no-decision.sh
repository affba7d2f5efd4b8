#!/usr/bin/env bash
# Guess: a B3 header without a sampling decision means the same in its single and in its multiple form, in each language.
# What happens: OpenTelemetry's Python propagator takes the single form for "sampled" and writes "-1" into what it passes
# on, but the multiple form for "not sampled". JavaScript's takes both for "not sampled".
# Why it matters: a proxy that leaves the decision to the first service (the form without it is for that) gets every request
# recorded by Python functions and none by Node.js ones; a parent-based sampler then has nothing left to decide.
set -euo pipefail
for tool in node npm python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
{ npm install --prefix . --no-save --no-audit --no-fund --silent @opentelemetry/propagator-b3@2.12.0 @opentelemetry/api@1.9.1 &&
  python3 -m pip install --quiet --disable-pip-version-check --target packages \
    opentelemetry-api==1.45.2 opentelemetry-propagator-b3==1.45.1 2>pip.log; } ||
  { echo 'The packages could not be installed.' >&2; exit 2; }

cat >read.cjs <<'JS'
const { ROOT_CONTEXT, trace, defaultTextMapGetter } = require('@opentelemetry/api');
const { B3Propagator } = require('@opentelemetry/propagator-b3');
const context = new B3Propagator().extract(ROOT_CONTEXT, JSON.parse(process.argv[2]), defaultTextMapGetter);
console.log('JavaScript:', trace.getSpanContext(context).traceFlags);
JS
cat >read.py <<'PY'
import json, sys
from opentelemetry import trace
from opentelemetry.propagators.b3 import B3SingleFormat
context = B3SingleFormat().extract(json.loads(sys.argv[1]))
headers = {}
B3SingleFormat().inject(headers, context)
print("Python:", int(trace.get_current_span(context).get_span_context().trace_flags), "passed on as", headers["b3"][-2:])
PY
export PYTHONPATH=packages
trace=463ac35c9f6413ad48485a3953bb6124 span=a2fb4a1d1a96d312
seen=$(for headers in "{\"b3\":\"$trace-$span\"}" "{\"x-b3-traceid\":\"$trace\",\"x-b3-spanid\":\"$span\"}"; do
  cut -d'"' -f2 <<<"$headers"
  node read.cjs "$headers"
  python3 read.py "$headers"
done)
echo "@opentelemetry/propagator-b3 $(node -p 'JSON.parse(fs.readFileSync("node_modules/@opentelemetry/propagator-b3/package.json")).version') (npm), $(
  python3 -c 'import importlib.metadata as m; print("opentelemetry-propagator-b3", m.version("opentelemetry-propagator-b3"))') (PyPI)"
echo "$seen"
[ "$seen" = 'b3
JavaScript: 0
Python: 1 passed on as -1
x-b3-traceid
JavaScript: 0
Python: 0 passed on as -0' ] || { echo 'This has changed.' >&2; exit 1; }
