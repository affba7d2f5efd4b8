#!/usr/bin/env bash
# Guess: if 99 of 100 requests took 5 ms, the median and the 90th percentile of a t-digest are 5 ms.
# What happens: PyPI's tdigest says 14.95 and 811 ms, and a 10th percentile of -781. npm's says 14.95 and 811, and 5. Both keep equal
# values as one point and draw a straight line from it to the next. Of 99 values that differ by a microsecond they make 5.
# caio/go-tdigest and influxdata/tdigest say 5.
# Why it matters: times in whole milliseconds, retries and bytes are equal more often than not. One slow request makes an alarm on
# the median, and a chart that goes below zero.
set -euo pipefail
for tool in go node npm python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
{ npm install --prefix . --no-save --no-audit --no-fund --silent tdigest@0.1.3 && python3 -m venv venv &&
  venv/bin/pip install -q --disable-pip-version-check tdigest==0.5.2.2; } >install.log 2>&1 ||
  { echo 'The packages could not be installed.' >&2; exit 2; }
cat >main.go <<'GO'
package main

import (
	"fmt"

	caio "github.com/caio/go-tdigest/v4"
	influx "github.com/influxdata/tdigest"
)

func main() {
	for _, step := range []float64{0, 0.001} {
		one, _ := caio.New()
		two := influx.New()
		add := func(value float64) { _ = one.Add(value); two.Add(value, 1) }
		for number := 0; number < 99; number++ {
			add(5 + float64(number)*step)
		}
		add(1000)
		for name, quantile := range map[string]func(float64) float64{"caio/go-tdigest": one.Quantile, "influxdata/tdigest": two.Quantile} {
			fmt.Printf("%s, %v ms apart: %.2f %.2f %.2f\n", name, step, quantile(0.1), quantile(0.5), quantile(0.9))
		}
	}
}
GO
{ go mod init example && go get github.com/caio/go-tdigest/v4@v4.1.0 github.com/influxdata/tdigest@v0.0.1 && go mod tidy && go build -o example .; } >go.log 2>&1 ||
  { echo 'The modules could not be installed.' >&2; exit 2; }
cat >digest.mjs <<'JS'
import { TDigest } from 'tdigest';
for (const step of [0, 0.001]) {
  const digest = new TDigest();
  for (let number = 0; number < 99; number++) digest.push(5 + number * step);
  digest.push(1000);
  console.log(`npm, ${step} ms apart: ${[0.1, 0.5, 0.9].map((part) => digest.percentile(part).toFixed(2)).join(' ')}`);
}
JS
cat >digest.py <<'PYTHON'
from tdigest import TDigest

for step in (0, 0.001):
    digest = TDigest()
    digest.batch_update([5 + number * step for number in range(99)] + [1000])
    print(f"PyPI, {step} ms apart: {' '.join(f'{digest.percentile(part):.2f}' for part in (10, 50, 90))}")
PYTHON
seen=$( { node digest.mjs; venv/bin/python digest.py; ./example; } | LC_ALL=C sort)
echo 'tdigest 0.1.3 (npm), tdigest 0.5.2.2 (PyPI), caio/go-tdigest v4.1.0, influxdata/tdigest v0.0.1; 10th, 50th and 90th percentile:'
echo "$seen"
[ "$seen" = 'PyPI, 0 ms apart: -781.05 14.95 810.95
PyPI, 0.001 ms apart: 5.01 5.05 5.09
caio/go-tdigest, 0 ms apart: 5.00 5.00 5.00
caio/go-tdigest, 0.001 ms apart: 5.01 5.05 5.09
influxdata/tdigest, 0 ms apart: 5.00 5.00 5.00
influxdata/tdigest, 0.001 ms apart: 5.01 5.05 5.09
npm, 0 ms apart: 5.00 14.95 810.95
npm, 0.001 ms apart: 5.01 5.05 5.09' ] || { echo 'This has changed.' >&2; exit 1; }
