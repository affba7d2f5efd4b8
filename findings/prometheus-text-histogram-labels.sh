#!/usr/bin/env bash
# Guess: npm's parse-prometheus-text-format gives one entry for each label set of a histogram, as it does for a counter.
# What happens: all label sets of a histogram become one entry without labels. Its buckets are those of the set that comes
# last; sum and count are missing. A histogram without labels is right, and the raw text of prom-client is right.
# Why it matters: a scaler or a test that reads a runtime's latencies "per action" sees the last action's numbers.
set -euo pipefail
for tool in node npm; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --prefix . --no-save --no-audit --no-fund --silent prom-client@15.1.3 parse-prometheus-text-format@1.1.1 ||
  { echo 'The packages could not be installed.' >&2; exit 2; }

cat >read.mjs <<'JS'
import parse from 'parse-prometheus-text-format';
import { Counter, Histogram, Registry } from 'prom-client';
const registry = new Registry();
const counter = new Counter({ name: 'runs', help: 'h', labelNames: ['action'], registers: [registry] });
const times = new Histogram({ name: 'seconds', help: 'h', labelNames: ['action'], buckets: [1], registers: [registry] });
for (const [action, count] of [['a', 1], ['b', 2]]) {
  counter.inc({ action }, count);
  for (let run = 0; run < count; run++) times.observe({ action }, 0.5);
}
for (const { name, metrics } of parse(await registry.metrics()))
  for (const metric of metrics) console.log(name, JSON.stringify(metric));
JS
seen=$(node read.mjs)
for name in prom-client parse-prometheus-text-format; do
  echo "$name $(node -p 'JSON.parse(fs.readFileSync("node_modules/" + process.argv[1] + "/package.json")).version' "$name")"
done
echo "$seen"
[ "$seen" = 'runs {"value":"1","labels":{"action":"a"}}
runs {"value":"2","labels":{"action":"b"}}
seconds {"buckets":{"1":"2","+Inf":"2"}}' ] || { echo 'This has changed.' >&2; exit 1; }
