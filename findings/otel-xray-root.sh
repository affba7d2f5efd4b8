#!/usr/bin/env bash
# Guess: X-Amzn-Trace-Id is continued by OpenTelemetry's X-Ray propagators in the forms that AWS documents.
# What happens: with a Root alone, which is what a load balancer adds, both JavaScript and Python start a new trace.
# With Root and Parent but no Sampled, Python continues the trace as not sampled and JavaScript starts a new one.
# Why it matters: the trace id in the load balancer's log is then in no span, and the same request has two traces, depending on
# the language of the function. Whoever starts a function has to fill in Parent and Sampled.
set -euo pipefail
for tool in node npm python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
{ npm install --prefix . --no-save --no-audit --no-fund --silent @opentelemetry/propagator-aws-xray@2.2.0 @opentelemetry/api@1.9.1 &&
  python3 -m pip install --quiet --disable-pip-version-check --target packages \
    opentelemetry-api==1.45.2 opentelemetry-propagator-aws-xray==1.0.2 2>pip.log; } ||
  { echo 'The packages could not be installed.' >&2; exit 2; }

cat >read.cjs <<'JS'
const { ROOT_CONTEXT, trace, defaultTextMapGetter } = require('@opentelemetry/api');
const { AWSXRayPropagator } = require('@opentelemetry/propagator-aws-xray');
const context = new AWSXRayPropagator().extract(ROOT_CONTEXT, { 'x-amzn-trace-id': process.argv[2] }, defaultTextMapGetter);
const span = trace.getSpanContext(context);
console.log('JavaScript:', span ? `continued, flags ${span.traceFlags}` : 'a new trace');
JS
cat >read.py <<'PY'
import sys
from opentelemetry import trace
from opentelemetry.propagators.aws import AwsXRayPropagator
span = trace.get_current_span(AwsXRayPropagator().extract({"X-Amzn-Trace-Id": sys.argv[1]})).get_span_context()
print("Python:", f"continued, flags {int(span.trace_flags)}" if span.is_valid else "a new trace")
PY
export PYTHONPATH=packages
seen=$(for rest in '' ';Parent=53995c3f42cd8ad8' ';Parent=53995c3f42cd8ad8;Sampled=1'; do
  header="Root=1-5759e988-bd862e3fe1be46a994272793$rest"
  echo "Root$(sed 's/=[^;]*//g; s/;/, /g' <<<"$rest")"
  node read.cjs "$header"
  python3 read.py "$header"
done)
echo "@opentelemetry/propagator-aws-xray $(node -p 'JSON.parse(fs.readFileSync("node_modules/@opentelemetry/propagator-aws-xray/package.json")).version') (npm), $(
  python3 -c 'import importlib.metadata as m; print("opentelemetry-propagator-aws-xray", m.version("opentelemetry-propagator-aws-xray"))') (PyPI)"
echo "$seen"
[ "$seen" = 'Root
JavaScript: a new trace
Python: a new trace
Root, Parent
JavaScript: a new trace
Python: continued, flags 0
Root, Parent, Sampled
JavaScript: continued, flags 1
Python: continued, flags 1' ] || { echo 'This has changed.' >&2; exit 1; }
