#!/usr/bin/env bash
# Guess: OTEL_EXPORTER_OTLP_TIMEOUT is in milliseconds, as OpenTelemetry specifies it, in each language.
# What happens: with the value 10, JavaScript's exporter gives up after 10 ms, Python's after 10 s. With the usual
# 10000, Python waits for a collector that does not answer for almost three hours.
# Why it matters: the variable is set once, for all services of a cluster. The flush at the end of a container in Python
# waits until the container is killed; or, with 10 for Python's sake, no span of the others arrives.
set -euo pipefail
for tool in node npm python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
server=
trap '[ -z "$server" ] || { kill "$server"; wait "$server" || true; } 2>/dev/null; rm -rf "$dir"' EXIT
cd "$dir"
{ npm install --prefix . --no-save --no-audit --no-fund --silent @opentelemetry/exporter-trace-otlp-http@0.223.1 \
  @opentelemetry/sdk-trace-base@2.12.1 @opentelemetry/api@1.9.1 &&
  python3 -m pip install --quiet --disable-pip-version-check --target packages opentelemetry-sdk==1.45.2 \
    opentelemetry-exporter-otlp-proto-http==1.45.2 2>pip.log; } ||
  { echo 'The packages could not be installed.' >&2; exit 2; }

# A collector that reads, and never answers.
node -e '
  const server = require("node:http").createServer((request) => request.resume());
  server.listen(0, "127.0.0.1", () => console.log(server.address().port));' >port & server=$!
until [ -s port ]; do sleep 0.05; done
cat >send.mjs <<'JS'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { BasicTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(new OTLPTraceExporter())] });
const start = performance.now();
provider.getTracer('example').startSpan('span').end();
await provider.shutdown().catch(() => {});
console.log('JavaScript:', performance.now() - start < 8000 ? 'less than 8 s' : 'more than 8 s');
JS
cat >send.py <<'PY'
import time
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
provider = TracerProvider()
provider.add_span_processor(SimpleSpanProcessor(OTLPSpanExporter()))
start = time.monotonic()
provider.get_tracer("example").start_span("span").end()
provider.shutdown()
print("Python:", "less than 8 s" if time.monotonic() - start < 8 else "more than 8 s")
PY
OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:$(cat port) OTEL_EXPORTER_OTLP_TIMEOUT=10
export OTEL_EXPORTER_OTLP_ENDPOINT OTEL_EXPORTER_OTLP_TIMEOUT
seen=$(node send.mjs; PYTHONPATH=packages python3 send.py 2>/dev/null)
echo '@opentelemetry/exporter-trace-otlp-http 0.223.1, opentelemetry-exporter-otlp-proto-http 1.45.2 (PyPI); time limit of "10":'
echo "$seen"
[ "$seen" = 'JavaScript: less than 8 s
Python: more than 8 s' ] || { echo 'This has changed.' >&2; exit 1; }
