#!/usr/bin/env bash
# Guess: OTLP as JSON is what protobuf makes of the messages as JSON, so that Python's json_format reads the files of a collector.
# What happens: OTLP writes ids as hexadecimal, protobuf reads all bytes as base64. 32 hexadecimal digits are base64, too: the trace id is read
# without an error as 24 other bytes, and the span id as 12. In the other direction the collector's library refuses what
# MessageToJson has written, as the length of an id is wrong. Kinds as names (SPAN_KIND_SERVER) it reads.
# Why it matters: a script that replays or counts the traces of a file finds no two that belong together with those of another
# source, and what it sends on is dropped by the next collector. bytes.fromhex of the JSON, before it is parsed, is needed.
set -euo pipefail
for tool in go python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
{ python3 -m venv venv && venv/bin/pip install -q --disable-pip-version-check opentelemetry-proto==1.45.2 protobuf==7.36.2; } >pip.log 2>&1 ||
  { echo 'The packages could not be installed.' >&2; exit 2; }
cat >main.go <<'GO'
package main

import (
	"fmt"
	"os"
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

func main() {
	if len(os.Args) > 1 {
		data, _ := os.ReadFile(os.Args[1])
		traces, err := (&ptrace.JSONUnmarshaler{}).UnmarshalTraces(data)
		if err != nil {
			text, _, _ := strings.Cut(err.Error(), ",")
			fmt.Printf("pdata: %s\n", text)
			return
		}
		fmt.Printf("pdata: %d span\n", traces.SpanCount())
		return
	}
	traces := ptrace.NewTraces()
	span := traces.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans().AppendEmpty()
	span.SetTraceID(pcommon.TraceID{0x5b, 0x8e, 0xff, 0xf7, 0x98, 0x03, 0x81, 0x03, 0xd2, 0x69, 0xb6, 0x33, 0x81, 0x3f, 0xc6, 0x0c})
	span.SetSpanID(pcommon.SpanID{0xee, 0xe1, 0x9b, 0x7e, 0xc3, 0xc1, 0xb1, 0x74})
	span.SetName("request")
	data, err := (&ptrace.JSONMarshaler{}).MarshalTraces(traces)
	if err != nil {
		panic(err)
	}
	_ = os.WriteFile("collector.json", data, 0o644)
}
GO
{ go mod init example && go get go.opentelemetry.io/collector/pdata@v1.71.0 && go mod tidy && go build -o example .; } >go.log 2>&1 ||
  { echo 'The module could not be installed.' >&2; exit 2; }
cat >read.py <<'PYTHON'
import json

from google.protobuf.json_format import MessageToJson, Parse
from opentelemetry.proto.trace.v1.trace_pb2 import Span, TracesData

text = open("collector.json").read()
written = json.loads(text)["resourceSpans"][0]["scopeSpans"][0]["spans"][0]
read = Parse(text, TracesData()).resource_spans[0].scope_spans[0].spans[0]
for name, before, after in (("trace id", written["traceId"], read.trace_id), ("span id", written["spanId"], read.span_id)):
    print(f"json_format, {name}: {before} is read as {after.hex()}, {len(after)} bytes")
data = TracesData()
span = data.resource_spans.add().scope_spans.add().spans.add()
span.name, span.kind = "request", Span.SPAN_KIND_SERVER
open("kind.json", "w").write(MessageToJson(data))
span.trace_id, span.span_id = bytes.fromhex(written["traceId"]), bytes.fromhex(written["spanId"])
open("python.json", "w").write(MessageToJson(data))
PYTHON
./example
seen=$(venv/bin/python read.py; echo "without ids, $(./example kind.json)"; echo "with ids, $(./example python.json)")
echo 'opentelemetry-proto 1.45.2, protobuf 7.36.2 (PyPI), go.opentelemetry.io/collector/pdata v1.71.0'
echo "$seen"
[ "$seen" = 'json_format, trace id: 5b8efff798038103d269b633813fc60c is read as e5bf1e7df7fbf7cd37f35d37776ebd6fadf7f35ddf73ad1c, 24 bytes
json_format, span id: eee19b7ec3c1b174 is read as 79e7b5f5bede7377356f5ef8, 12 bytes
without ids, pdata: 1 span
with ids, pdata: ID.UnmarshalJSONIter: length mismatch' ] || { echo 'This has changed.' >&2; exit 1; }
