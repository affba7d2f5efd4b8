#!/usr/bin/env bash
# Guess: OTEL_EXPORTER_OTLP_ENDPOINT may have a query, as addresses with a token have, and OTEL_EXPORTER_OTLP_HEADERS gives one result in each
# language.
# What happens: JavaScript and Python put v1/traces behind the query ("/otlp?token=1/v1/traces"); Go leaves the query out. Of the header "a=1;p=2"
# JavaScript sends 1, Go 1;p=2 and Python nothing. A "%" that does not begin an escape makes JavaScript and Go drop the header, and a header
# without a value is sent by JavaScript not at all.
# Why it matters: the same two variables are set for all services. The spans of some of them go to a path that does not exist or without their
# key, and the services themselves run as before.
set -euo pipefail
for tool in go node npm python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$dir"' EXIT
cd "$dir"
{ npm install --prefix . --no-save --no-audit --no-fund --silent @opentelemetry/exporter-trace-otlp-http@0.223.1 @opentelemetry/sdk-trace-base@2.12.1 \
    @opentelemetry/api@1.9.1 &&
  python3 -m pip install --quiet --disable-pip-version-check --target packages opentelemetry-exporter-otlp-proto-http==1.45.2 2>pip.log; } ||
  { echo 'The packages could not be installed.' >&2; exit 2; }
cat >server.mjs <<'JS'
import { appendFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
const server = createServer((request, response) => {
  const { a, b } = request.headers;
  appendFileSync('log', `${request.url} ${JSON.stringify({ a, b })}`);
  request.resume().on('end', () => response.end());
});
server.listen(0, '127.0.0.1', () => writeFileSync('port', `${server.address().port}`));
JS
cat >span.mjs <<'JS'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { BasicTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(new OTLPTraceExporter())] });
provider.getTracer('example').startSpan('work').end();
await provider.forceFlush();
await provider.shutdown();
JS
cat >span.py <<'PY'
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
provider = TracerProvider()
provider.add_span_processor(SimpleSpanProcessor(OTLPSpanExporter()))
provider.get_tracer("example").start_span("work").end()
PY
cat >main.go <<'GO'
package main

import (
	"context"

	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/sdk/trace"
)

func main() {
	ctx := context.Background()
	exporter, err := otlptracehttp.New(ctx)
	if err != nil {
		panic(err)
	}
	provider := trace.NewTracerProvider(trace.WithSyncer(exporter))
	_, span := provider.Tracer("example").Start(ctx, "work")
	span.End()
	_ = provider.Shutdown(ctx)
}
GO
{ go mod init example && go get go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp@v1.47.0 go.opentelemetry.io/otel/sdk@v1.47.0 &&
    go mod tidy && go build -o example .; } >go.log 2>&1 || { echo 'The modules could not be installed.' >&2; exit 2; }
node server.mjs & server=$!
until [ -s port ]; do sleep 0.1; done
send() {
  : >log
  env OTEL_EXPORTER_OTLP_ENDPOINT="http://127.0.0.1:$(cat port)$path" ${headers:+"OTEL_EXPORTER_OTLP_HEADERS=$headers"} PYTHONPATH=packages "${@:2}" \
    >/dev/null 2>&1
  echo "  $1: $(cat log)"
}
seen=$(while IFS=' ' read -r path headers; do
  echo "$path ${headers:-}"
  send JavaScript node span.mjs
  send Python python3 span.py
  send Go ./example
done <<'CASES'
/otlp?token=1
/otlp a=1;p=2,b=1
/otlp a=50%,b=1
/otlp a=,b=1
CASES
)
echo 'npm @opentelemetry/exporter-trace-otlp-http 0.223.1, PyPI opentelemetry-exporter-otlp-proto-http 1.45.2, otel/exporters/otlp/otlptrace/otlptracehttp v1.47.0'
echo "$seen"
[ "$seen" = '/otlp?token=1 
  JavaScript: /otlp?token=1/v1/traces {}
  Python: /otlp?token=1/v1/traces {}
  Go: /otlp/v1/traces {}
/otlp a=1;p=2,b=1
  JavaScript: /otlp/v1/traces {"a":"1","b":"1"}
  Python: /otlp/v1/traces {"b":"1"}
  Go: /otlp/v1/traces {"a":"1;p=2","b":"1"}
/otlp a=50%,b=1
  JavaScript: /otlp/v1/traces {"b":"1"}
  Python: /otlp/v1/traces {"a":"50%","b":"1"}
  Go: /otlp/v1/traces {"b":"1"}
/otlp a=,b=1
  JavaScript: /otlp/v1/traces {"b":"1"}
  Python: /otlp/v1/traces {"a":"","b":"1"}
  Go: /otlp/v1/traces {"a":"","b":"1"}' ] || { echo 'This has changed.' >&2; exit 1; }
