#!/usr/bin/env bash
# Guess: a counter that is called requests_total, as Prometheus wants counters to be called, is exposed under that name by
# each of its client libraries.
# What happens: the Rust one exposes requests_total_total: it adds _total to whatever it is given. Python's and npm's
# prom-client in its OpenMetrics form add it only if it is missing. The Rust one also adds a full stop to the help text.
# Why it matters: a service that is written again in Rust vanishes from dashboards and alerts, though the name in its source
# is the old one, and a query for a name that is not there is empty and not an error.
set -euo pipefail
for tool in cargo node npm python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
mkdir src
printf '[package]\nname = "example"\nversion = "0.0.0"\nedition = "2021"\n[dependencies]\nprometheus-client = "=0.25.2"\n' >Cargo.toml
cat >src/main.rs <<'RUST'
use prometheus_client::{encoding::text::encode, metrics::counter::Counter, registry::Registry};
fn main() {
    for name in ["requests", "requests_total"] {
        let mut registry = Registry::default();
        let counter: Counter = Counter::default();
        registry.register(name, "Requests.", counter.clone());
        counter.inc();
        let mut text = String::new();
        encode(&mut text, &registry).unwrap();
        println!("{text}");
    }
}
RUST
{ cargo fetch --quiet && npm install --prefix . --no-save --no-audit --no-fund --silent prom-client@15.1.3 &&
  python3 -m pip install --quiet --disable-pip-version-check --target packages prometheus_client==0.26.0 2>pip.log; } ||
  { echo 'The packages could not be installed.' >&2; exit 2; }
cat >names.mjs <<'JS'
import client from 'prom-client';
for (const name of ['requests', 'requests_total']) {
  const registry = new client.Registry(client.Registry.OPENMETRICS_CONTENT_TYPE);
  new client.Counter({ name, help: 'Requests.', registers: [registry] }).inc();
  console.log(await registry.metrics());
}
JS
cat >names.py <<'PY'
from prometheus_client import CollectorRegistry, Counter
from prometheus_client.openmetrics.exposition import generate_latest
for name in "requests", "requests_total":
    registry = CollectorRegistry()
    Counter(name, "Requests.", registry=registry).inc()
    print(generate_latest(registry).decode())
PY
names() { grep -oE '^requests[a-z_]*_total' | paste -sd ' '; }
seen=$(
  echo "Rust: $(cargo run --quiet | tee rust.txt | names)"
  grep -m 1 HELP rust.txt
  echo "npm: $(node names.mjs | names)"
  echo "Python: $(PYTHONPATH=packages python3 names.py | names)"
)
echo 'prometheus-client 0.25.2 (crates.io), prom-client 15.1.3 (npm), prometheus_client 0.26.0 (PyPI); "requests" and "requests_total":'
echo "$seen"
[ "$seen" = 'Rust: requests_total requests_total_total
# HELP requests Requests..
npm: requests_total requests_total
Python: requests_total requests_total' ] || { echo 'This has changed.' >&2; exit 1; }
