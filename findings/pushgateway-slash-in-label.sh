#!/usr/bin/env bash
# Guess: npm's prom-client pushes the metrics of a job called "orders/nightly", or with the label path="/x/y", as Python's client does, or fails.
# What happens: it puts the value into the address as %2F, which the Pushgateway takes for a slash: a job with one is answered 400 and fails; for
# the path the answer is a redirect (301), which prom-client takes for success, and the Pushgateway has nothing. Python encodes such values
# in base64, which the Pushgateway has for them.
# Why it matters: names of jobs and paths of cron jobs and functions have slashes. The job reports success, the alert "has not run" stays
# away or never ends, and no log has a line.
set -euo pipefail
for tool in apt-get dpkg curl node npm python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$dir"' EXIT
cd "$dir"
{ npm install --prefix . --no-save --no-audit --no-fund --silent prom-client@15.1.3 &&
  python3 -m pip install --quiet --disable-pip-version-check --target packages prometheus_client==0.26.0 2>pip.log; } ||
  { echo 'The packages could not be installed.' >&2; exit 2; }
{ apt-get download 'prometheus-pushgateway=1.5.1*' >/dev/null 2>&1 && dpkg -x ./prometheus-pushgateway*.deb root; } ||
  { echo 'The package could not be installed (Debian 12, after apt-get update).' >&2; exit 2; }
port=$(node -e 'const server = require("node:net").createServer().listen(0, "127.0.0.1", () => { console.log(server.address().port); server.close(); });')
root/usr/bin/prometheus-pushgateway --web.listen-address="127.0.0.1:$port" >server.log 2>&1 & server=$!
url=http://127.0.0.1:$port
until curl -s "$url/-/ready" >/dev/null; do sleep 0.1; kill -0 "$server"; done
cat >push.mjs <<'JS'
import { Counter, Pushgateway, Registry } from 'prom-client';
const register = new Registry();
new Counter({ name: 'node_done_total', help: 'Runs.', registers: [register] }).inc();
const gateway = new Pushgateway(process.argv[2], {}, register);
for (const push of [{ jobName: 'plain' }, { jobName: 'orders/nightly' }, { jobName: 'paths', groupings: { path: '/x/y' } }])
  await gateway.push(push).then(
    ({ resp }) => console.log(`prom-client, ${JSON.stringify(push)}: resolved, status ${resp.statusCode}`),
    (error) => console.log(`prom-client, ${JSON.stringify(push)}: ${error.message.split(',')[0]}`),
  );
JS
cat >push.py <<'PY'
import sys
from prometheus_client import CollectorRegistry, Counter, push_to_gateway
registry = CollectorRegistry()
Counter("python_done", "Runs.", registry=registry).inc()
for job, labels in (("plain-python", {}), ("orders/nightly", {}), ("paths", {"path": "/x/y"})):
    push_to_gateway(sys.argv[1], job=job, grouping_key=labels, registry=registry)
    print(f"Python, {job} {labels}: returned")
PY
seen=$(node push.mjs "$url"
  PYTHONPATH=packages python3 push.py "$url"
  curl -s "$url/metrics" | grep -E '^(node|python)_done_total')
echo 'npm prom-client 15.1.3, PyPI prometheus_client 0.26.0, prometheus-pushgateway 1.5.1'
echo "$seen"
[ "$seen" = 'prom-client, {"jobName":"plain"}: resolved, status 200
prom-client, {"jobName":"orders/nightly"}: push failed with status 400
prom-client, {"jobName":"paths","groupings":{"path":"/x/y"}}: resolved, status 301
Python, plain-python {}: returned
Python, orders/nightly {}: returned
Python, paths {'\''path'\'': '\''/x/y'\''}: returned
node_done_total{instance="",job="plain"} 1
python_done_total{instance="",job="orders/nightly"} 1
python_done_total{instance="",job="plain-python"} 1
python_done_total{instance="",job="paths",path="/x/y"} 1' ] || { echo 'This has changed.' >&2; exit 1; }
