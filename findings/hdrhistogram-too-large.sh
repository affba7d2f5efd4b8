#!/usr/bin/env bash
# Guess: a value that is larger than what an HdrHistogram was made for is an error, as in Java, where it came from, and in Go and Rust.
# What happens: PyPI's hdrhistogram returns False from record_value and counts nothing, so that the maximum and all percentiles are those of
# the other values. npm's hdr-histogram-js, made with the same limits, grows.
# Why it matters: the requests that were so slow that nobody expected it are the ones that are missing from the p99 of a service in Python,
# unless each return value is looked at.
set -euo pipefail
for tool in cargo go node npm python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
{ npm install --prefix . --no-save --no-audit --no-fund --silent hdr-histogram-js@3.0.1 &&
  python3 -m pip install --quiet --disable-pip-version-check --target packages hdrhistogram==0.10.8 2>pip.log; } ||
  { echo 'The packages could not be installed.' >&2; exit 2; }
cat >main.go <<'GO'
package main

import (
	"fmt"

	"github.com/HdrHistogram/hdrhistogram-go"
)

func main() {
	histogram := hdrhistogram.New(1, 1000, 3)
	for range 98 {
		_ = histogram.RecordValue(5)
	}
	err := histogram.RecordValue(60000)
	fmt.Printf("Go: count %d, error %v\n", histogram.TotalCount(), err)
}
GO
mkdir src
cat >Cargo.toml <<'TOML'
[package]
name = "example"
version = "1.0.0"
edition = "2021"

[dependencies]
hdrhistogram = "=7.6.0"
TOML
cat >src/main.rs <<'RUST'
fn main() {
    let mut histogram = hdrhistogram::Histogram::<u64>::new_with_bounds(1, 1000, 3).unwrap();
    histogram.record_n(5, 98).unwrap();
    println!("Rust: count {}, {:?}", histogram.len(), histogram.record(60000));
}
RUST
{ go mod init example && go get github.com/HdrHistogram/hdrhistogram-go@v1.4.0 && go build -o example . && CARGO_TARGET_DIR=target cargo build -q; } \
  >build.log 2>&1 || { cat build.log >&2; echo 'The module or the crate could not be installed.' >&2; exit 2; }
seen=$(PYTHONPATH=packages python3 -c '
from hdrh.histogram import HdrHistogram
histogram = HdrHistogram(1, 1000, 3)
for _ in range(98):
    histogram.record_value(5)
result = histogram.record_value(60000)
print(f"Python: count {histogram.get_total_count()}, returns {result}, maximum {histogram.get_max_value()}")'
  node -e '
    const { build } = require("hdr-histogram-js");
    const histogram = build({ lowestDiscernibleValue: 1, highestTrackableValue: 1000, numberOfSignificantValueDigits: 3 });
    for (let count = 0; count < 98; count += 1) histogram.recordValue(5);
    histogram.recordValue(60000);
    console.log(`JavaScript: count ${histogram.totalCount}, p99 ${histogram.getValueAtPercentile(99)}`);'
  ./example
  target/debug/example)
echo 'PyPI hdrhistogram 0.10.8, npm hdr-histogram-js 3.0.1, github.com/HdrHistogram/hdrhistogram-go v1.4.0, crates.io hdrhistogram 7.6.0'
echo "$seen"
[ "$seen" = 'Python: count 98, returns False, maximum 5
JavaScript: count 99, p99 60031
Go: count 98, error value 60000 is too large to be recorded
Rust: count 98, Err(ValueOutOfRangeResizeDisabled)' ] || { echo 'This has changed.' >&2; exit 1; }
