#!/usr/bin/env bash
# Guess: services that sample by trace id with the same ratio keep the same traces, since they all calculate from the same id.
# What happens: Python and Go compare the last eight bytes with the limit. JavaScript combines the four words of the id by xor
# first. With a ratio of 0.1 it keeps a ninth of the traces that the others keep: of 10,000 traces, 106 are kept by all three.
# Why it matters: with OTEL_TRACES_SAMPLER=traceidratio, or where the trace of a queue has no parent, one expects a tenth of the
# traces to be whole and gets one per cent; each further service in the other language leaves less. A "parentbased_" sampler avoids it.
set -euo pipefail
for tool in go node npm python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
{ npm install --prefix . --no-save --no-audit --no-fund --silent @opentelemetry/sdk-trace-base@2.12.1 && python3 -m venv venv &&
  venv/bin/pip install -q --disable-pip-version-check opentelemetry-sdk==1.45.2; } >install.log 2>&1 ||
  { echo 'The packages could not be installed.' >&2; exit 2; }
cat >main.go <<'GO'
package main

import (
	"bufio"
	"fmt"
	"os"

	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
)

func main() {
	sampler := sdk.TraceIDRatioBased(0.1)
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		id, err := trace.TraceIDFromHex(lines.Text())
		if err != nil {
			panic(err)
		}
		if sampler.ShouldSample(sdk.SamplingParameters{TraceID: id}).Decision == sdk.RecordAndSample {
			fmt.Println(id)
		}
	}
}
GO
{ go mod init example && go get go.opentelemetry.io/otel/sdk@v1.47.0 && go mod tidy && go build -o example .; } >go.log 2>&1 ||
  { echo 'The modules could not be installed.' >&2; exit 2; }
cat >sample.mjs <<'JS'
import { readFileSync } from 'node:fs';
import { SamplingDecision, TraceIdRatioBasedSampler } from '@opentelemetry/sdk-trace-base';
const sampler = new TraceIdRatioBasedSampler(0.1);
for (const id of readFileSync(0, 'utf8').trim().split('\n'))
  if (sampler.shouldSample({}, id).decision === SamplingDecision.RECORD_AND_SAMPLED) console.log(id);
JS
cat >sample.py <<'PYTHON'
import sys

from opentelemetry.sdk.trace.sampling import TraceIdRatioBased

sampler = TraceIdRatioBased(0.1)
for line in sys.stdin:
    if sampler.should_sample(None, int(line, 16), "request").decision.is_sampled():
        print(line.strip())
PYTHON
python3 -c '
import hashlib
for number in range(10000): print(hashlib.md5(b"%d" % number).hexdigest())' >ids
node sample.mjs <ids | LC_ALL=C sort >JavaScript
venv/bin/python sample.py <ids | LC_ALL=C sort >Python
./example <ids | LC_ALL=C sort >Go
kept() { echo "$1: $(wc -l <"$1") of 10000"; }
both() { echo "$1 and $2: $(LC_ALL=C comm -12 "$1" "$2" | wc -l)"; }
seen=$(kept JavaScript; kept Python; kept Go; both Python Go; both JavaScript Python; both JavaScript Go)
echo '@opentelemetry/sdk-trace-base 2.12.1 (npm), opentelemetry-sdk 1.45.2 (PyPI), go.opentelemetry.io/otel/sdk v1.47.0'
echo "$seen"
[ "$seen" = 'JavaScript: 937 of 10000
Python: 992 of 10000
Go: 992 of 10000
Python and Go: 992
JavaScript and Python: 106
JavaScript and Go: 106' ] || { echo 'This has changed.' >&2; exit 1; }
