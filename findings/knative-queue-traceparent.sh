#!/usr/bin/env bash
# Guess: Knative's queue-proxy passes requests on with the trace context they came with. With tracing off, its default, a request
# without one reaches the function without one.
# What happens: it adds `traceparent` with flags 00 (and X-B3-Sampled: 0) to every request without a trace, with tracing off.
# Why it matters: OpenTelemetry's default sampler follows its parent. A function that is set up to record every trace records none
# behind Knative, and all of them when it runs alone.
set -euo pipefail
for tool in go node npm curl; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
pids=()
trap '[ ${#pids[@]} = 0 ] || { kill "${pids[@]}"; wait; } 2>/dev/null; rm -rf "$dir"' EXIT
cd "$dir"
# Its go.mod has replace directives, which `go install` refuses.
{ go mod init example && go get knative.dev/serving/cmd/queue@v0.42.2 &&
  CGO_ENABLED=0 go build -o queue knative.dev/serving/cmd/queue &&
  npm install --prefix . --no-save --no-audit --no-fund --silent @opentelemetry/api@1.9.0 @opentelemetry/core@2.12.1 \
    @opentelemetry/sdk-trace-base@2.12.1; } >install.log 2>&1 ||
  { tail -n 3 install.log; echo 'The packages could not be installed.' >&2; exit 2; }

cat >function.mjs <<'JS'
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { ROOT_CONTEXT } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { AlwaysOnSampler, BasicTracerProvider, ParentBasedSampler } from '@opentelemetry/sdk-trace-base';
const tracer = new BasicTracerProvider({ sampler: new ParentBasedSampler({ root: new AlwaysOnSampler() }) }).getTracer('function');
const getter = { get: (headers, name) => headers[name], keys: Object.keys };
const server = createServer(({ headers }, response) => {
  const context = new W3CTraceContextPropagator().extract(ROOT_CONTEXT, headers, getter);
  const flags = headers.traceparent?.slice(-2) ?? 'no traceparent';
  response.end(`flags ${flags}, recorded: ${tracer.startSpan('run', {}, context).isRecording()}`);
});
server.listen(0, '127.0.0.1', () => writeFileSync('port', `${server.address().port}`));
JS
node function.mjs & pids+=($!)
until [ -s port ]; do sleep 0.1; done
free_port() { node -e 'const s=require("net").createServer().listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})'; }
function=$(cat port) queue=$(free_port)
env CONTAINER_CONCURRENCY=0 QUEUE_SERVING_PORT="$queue" QUEUE_SERVING_TLS_PORT="$(free_port)" USER_PORT="$function" \
  REVISION_TIMEOUT_SECONDS=300 SERVING_LOGGING_CONFIG= SERVING_LOGGING_LEVEL=error SERVING_NAMESPACE=default \
  SERVING_CONFIGURATION=example SERVING_REVISION=example-1 SERVING_POD=example SERVING_POD_IP=127.0.0.1 \
  SERVING_READINESS_PROBE="{\"tcpSocket\":{\"port\":$function,\"host\":\"127.0.0.1\"},\"successThreshold\":1,\"timeoutSeconds\":1}" \
  ./queue >queue.log 2>&1 & pids+=($!)
ask() { curl -s --retry 50 --retry-connrefused --retry-delay 1 "$@"; }
seen="alone: $(ask "http://127.0.0.1:$function/")
behind queue-proxy: $(ask "http://127.0.0.1:$queue/")"
echo "knative.dev/serving $(go list -m -f '{{.Version}}' knative.dev/serving)"
for name in core sdk-trace-base; do
  echo "@opentelemetry/$name $(node -p "JSON.parse(fs.readFileSync('node_modules/@opentelemetry/$name/package.json')).version")"
done
echo "$seen"
[ "$seen" = 'alone: flags no traceparent, recorded: true
behind queue-proxy: flags 00, recorded: false' ] || { echo 'This has changed.' >&2; exit 1; }
