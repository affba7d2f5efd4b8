#!/usr/bin/env bash
# Guess: a traceparent that OpenTelemetry's JavaScript package accepts is passed on as a traceparent.
# What happens: flags of 0x10 and more are accepted and written with a zero too many, as "0ff" or "010". The header then has
# 56 characters and every receiver, the package itself included, throws it away. Python passes them on unchanged.
# Why it matters: the specification reserves those bits for later versions and receivers are to cope with them. With the
# first sender that sets one, every trace breaks in two at each Node.js service, without a message.
set -euo pipefail
for tool in node npm python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
{ npm install --prefix . --no-save --no-audit --no-fund --silent @opentelemetry/core@3.1.1 @opentelemetry/api@1.10.0 &&
  python3 -m pip install --quiet --disable-pip-version-check --target packages opentelemetry-api==1.45.2 2>pip.log; } ||
  { echo 'The packages could not be installed.' >&2; exit 2; }

cat >pass.cjs <<'JS'
const { ROOT_CONTEXT, defaultTextMapGetter, defaultTextMapSetter } = require('@opentelemetry/api');
const { W3CTraceContextPropagator } = require('@opentelemetry/core');
const propagator = new W3CTraceContextPropagator();
const pass = (traceparent) => {
  const headers = {};
  propagator.inject(propagator.extract(ROOT_CONTEXT, { traceparent }, defaultTextMapGetter), headers, defaultTextMapSetter);
  return headers.traceparent ?? '';
};
for (const flags of ['01', '03', '11']) {
  const once = pass(`00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-${flags}`);
  console.log(`JavaScript: ${flags} becomes ${once.slice(53)}, then`, pass(once).slice(53) || 'nothing');
}
JS
cat >pass.py <<'PY'
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator as Propagator
headers = {}
Propagator().inject(headers, Propagator().extract({"traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-11"}))
print("Python: 11 becomes", headers["traceparent"][53:])
PY
seen=$(node pass.cjs; PYTHONPATH=packages python3 pass.py)
echo "@opentelemetry/core $(node -p 'JSON.parse(fs.readFileSync("node_modules/@opentelemetry/core/package.json")).version')"
echo "$seen"
[ "$seen" = 'JavaScript: 01 becomes 01, then 01
JavaScript: 03 becomes 03, then 03
JavaScript: 11 becomes 011, then nothing
Python: 11 becomes 11' ] || { echo 'This has changed.' >&2; exit 1; }
