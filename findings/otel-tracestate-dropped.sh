#!/usr/bin/env bash
# Guess: a tracestate that one of OpenTelemetry's languages cannot read in full is treated alike by the others: W3C has written the rules.
# What happens: of 889 characters in 20 entries, which is valid, JavaScript passes on the first 484; Python and Go pass on all. If one of
# two entries is broken ("Vendor" has a capital letter), JavaScript leaves out that entry, Python and Go both. Of 33 entries (32 are
# allowed) JavaScript passes on 32, Python and Go none.
# Why it matters: sampling decisions of tracing vendors travel in tracestate. They are lost at the first hop in JavaScript if there are many,
# and at the first one in Python or Go for somebody else's mistake; nothing is in the answer or, in Go and JavaScript, in the log.
set -euo pipefail
for tool in go node npm python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
{ npm install --prefix . --no-save --no-audit --no-fund --silent @opentelemetry/core@2.12.1 @opentelemetry/api@1.9.1 &&
  python3 -m pip install --quiet --disable-pip-version-check --target packages opentelemetry-api==1.45.2 2>pip.log; } ||
  { echo 'The packages could not be installed.' >&2; exit 2; }
cat >pass.mjs <<'JS'
import { defaultTextMapGetter, defaultTextMapSetter, ROOT_CONTEXT } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
const [name, traceparent, tracestate] = process.argv.slice(2);
const propagator = new W3CTraceContextPropagator();
const headers = {};
propagator.inject(propagator.extract(ROOT_CONTEXT, { traceparent, tracestate }, defaultTextMapGetter), headers, defaultTextMapSetter);
const entries = (headers.tracestate ?? '').split(',').filter(Boolean);
console.log(`${name}, JavaScript: ${entries.length} entries, ${(headers.tracestate ?? '').length} characters`);
JS
cat >pass.py <<'PY'
import sys
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
name, traceparent, tracestate = sys.argv[1:]
propagator = TraceContextTextMapPropagator()
headers = {}
propagator.inject(headers, propagator.extract({"traceparent": traceparent, "tracestate": tracestate}))
written = headers.get("tracestate", "")
print(f"{name}, Python: {len([entry for entry in written.split(',') if entry])} entries, {len(written)} characters")
PY
cat >main.go <<'GO'
package main

import (
	"context"
	"fmt"
	"os"
	"strings"

	"go.opentelemetry.io/otel/propagation"
)

func main() {
	propagator := propagation.TraceContext{}
	headers := propagation.MapCarrier{}
	propagator.Inject(propagator.Extract(context.Background(), propagation.MapCarrier{"traceparent": os.Args[2], "tracestate": os.Args[3]}), headers)
	written := headers["tracestate"]
	fmt.Printf("%s, Go: %d entries, %d characters\n", os.Args[1], len(strings.FieldsFunc(written, func(r rune) bool { return r == ',' })), len(written))
}
GO
{ go mod init example && go get go.opentelemetry.io/otel@v1.47.0 && go build -o example .; } >go.log 2>&1 ||
  { echo 'The module could not be installed.' >&2; exit 2; }
parent=00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01
long=$(python3 -c 'print(",".join(f"k{i}=" + "x" * 40 for i in range(20)))')
many=$(python3 -c 'print(",".join(f"k{i}={i}" for i in range(33)))')
pass_on() {
  node pass.mjs "$1" "$parent" "$2"
  PYTHONPATH=packages python3 pass.py "$1" "$parent" "$2" 2>/dev/null
  ./example "$1" "$parent" "$2"
}
seen=$(pass_on "20 entries, ${#long} characters" "$long"; pass_on 'one broken of two' 'Vendor=1,dd=s:1'; pass_on '33 entries' "$many")
echo 'npm @opentelemetry/core 2.12.1, PyPI opentelemetry-api 1.45.2, go.opentelemetry.io/otel v1.47.0'
echo "$seen"
[ "$seen" = '20 entries, 889 characters, JavaScript: 11 entries, 484 characters
20 entries, 889 characters, Python: 20 entries, 889 characters
20 entries, 889 characters, Go: 20 entries, 889 characters
one broken of two, JavaScript: 1 entries, 6 characters
one broken of two, Python: 0 entries, 0 characters
one broken of two, Go: 0 entries, 0 characters
33 entries, JavaScript: 32 entries, 203 characters
33 entries, Python: 0 entries, 0 characters
33 entries, Go: 0 entries, 0 characters' ] || { echo 'This has changed.' >&2; exit 1; }
