#!/usr/bin/env bash
# Guess: an OpenTelemetry instrument has one name in Prometheus, whatever the language, as the specification has rules
# for the conversion: `http.duration` in seconds is http_duration_seconds.
# What happens: JavaScript's exporter adds no units: http_duration. Python's adds one that is there already (bytes.sent
# is bytes_sent_bytes_total, in Go and JavaScript bytes_sent_total), and none for the unit "1", for which Go adds _ratio.
# Why it matters: a dashboard or an alert for services in two languages shows one of them; of an alert one sees nothing
# at all, as a query for a name that is not there is empty and not an error.
set -euo pipefail
for tool in node npm python3 go; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'chmod -R u+w "$dir"; rm -rf "$dir"' EXIT
cd "$dir"
{ npm install --prefix . --no-save --no-audit --no-fund --silent @opentelemetry/exporter-prometheus@0.301.0 \
    @opentelemetry/sdk-metrics@3.1.1 &&
  python3 -m pip install --quiet --disable-pip-version-check --target packages opentelemetry-exporter-prometheus==0.66b2 \
    opentelemetry-sdk==1.45.2 prometheus_client==0.26.0 2>pip.log; } || { echo 'The packages could not be installed.' >&2; exit 2; }
cat >main.go <<'GO'
package main

import (
	"context"
	"fmt"

	"github.com/prometheus/client_golang/prometheus"
	exporter "go.opentelemetry.io/otel/exporters/prometheus"
	"go.opentelemetry.io/otel/metric"
	sdk "go.opentelemetry.io/otel/sdk/metric"
)

func main() {
	registry := prometheus.NewRegistry()
	reader, err := exporter.New(exporter.WithRegisterer(registry))
	if err != nil {
		panic(err)
	}
	meter := sdk.NewMeterProvider(sdk.WithReader(reader)).Meter("example")
	sent, _ := meter.Int64Counter("bytes.sent", metric.WithUnit("By"))
	sent.Add(context.Background(), 1)
	duration, _ := meter.Float64Histogram("http.duration", metric.WithUnit("s"))
	duration.Record(context.Background(), 1)
	load, _ := meter.Float64Gauge("cpu.load", metric.WithUnit("1"))
	load.Record(context.Background(), 1)
	families, err := registry.Gather()
	if err != nil {
		panic(err)
	}
	for _, family := range families {
		fmt.Println(family.GetName())
	}
}
GO
printf 'module example\n\ngo 1.26\n\nrequire (\n\tgo.opentelemetry.io/otel/exporters/prometheus v0.69.0\n\tgo.opentelemetry.io/otel/sdk/metric v1.47.0\n)\n' >go.mod
go mod tidy >go.log 2>&1 || { cat go.log; echo 'The modules could not be installed.' >&2; exit 2; }

cat >names.mjs <<'JS'
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
const exporter = new PrometheusExporter({ preventServerStart: true });
const meter = new MeterProvider({ readers: [exporter] }).getMeter('example');
meter.createCounter('bytes.sent', { unit: 'By' }).add(1);
meter.createHistogram('http.duration', { unit: 's' }).record(1);
meter.createGauge('cpu.load', { unit: '1' }).record(1);
exporter.getMetricsRequestHandler({}, { setHeader() {}, end: (text) => console.log(text) });
JS
cat >names.py <<'PY'
from opentelemetry.exporter.prometheus import PrometheusMetricReader
from opentelemetry.sdk.metrics import MeterProvider
from prometheus_client import generate_latest
meter = MeterProvider(metric_readers=[PrometheusMetricReader()]).get_meter("example")
meter.create_counter("bytes.sent", unit="By").add(1)
meter.create_histogram("http.duration", unit="s").record(1)
meter.create_gauge("cpu.load", unit="1").set(1)
print(generate_latest().decode())
PY
names() { grep -oE '^(# TYPE )?(bytes|http|cpu)_[a-z_]+' | sed 's/# TYPE //' | grep -vE '_(bucket|sum|count|created)$' | sort -u | paste -sd ' '; }
seen=$(
  echo "JavaScript: $(node names.mjs | names)"
  echo "Python: $(PYTHONPATH=packages python3 names.py | names)"
  echo "Go: $(go run . | names)"
)
echo '@opentelemetry/exporter-prometheus 0.301.0 (npm), opentelemetry-exporter-prometheus 0.66b2 (PyPI),'
echo 'go.opentelemetry.io/otel/exporters/prometheus v0.69.0 (Go)'
echo "$seen"
[ "$seen" = 'JavaScript: bytes_sent_total cpu_load http_duration
Python: bytes_sent_bytes_total cpu_load http_duration_seconds
Go: bytes_sent_total cpu_load_ratio http_duration_seconds' ] || { echo 'This has changed.' >&2; exit 1; }
