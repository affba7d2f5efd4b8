#!/usr/bin/env bash
# Guess: `with client.timed(...)` of Datadog's client reports what the block took in milliseconds: the type of the metric is
# "ms", and the clients of statsd for Python and JavaScript send 100 for a tenth of a second.
# What happens: Datadog's client for Python sends `0.1|ms`, seconds under the name of milliseconds, unless it is created
# with `use_ms=True`; its method `timing` takes milliseconds.
# Why it matters: durations from a Python service and from a JavaScript one in the same graph differ by a factor of 1000,
# and a limit for "slow" that was tried with one never triggers with the other.
set -euo pipefail
for tool in node npm python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
{ npm install --prefix . --no-save --no-audit --no-fund --silent hot-shots@17.1.1 &&
  python3 -m pip install --quiet --disable-pip-version-check --target packages datadog==0.56.0 statsd==4.0.1 2>pip.log; } ||
  { echo 'The packages could not be installed.' >&2; exit 2; }

cat >send.mjs <<'JS'
import { setTimeout } from 'node:timers/promises';
import StatsD from 'hot-shots';
const client = new StatsD({ host: '127.0.0.1', port: Number(process.argv[2]), maxBufferSize: 0 });
await client.asyncTimer(() => setTimeout(100), 'hot-shots')();
client.close();
JS
cat >ask.py <<'PY'
import socket
import subprocess
import time

import statsd
from datadog.dogstatsd import DogStatsd

receiver = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
receiver.bind(("127.0.0.1", 0))
receiver.settimeout(60)
port = receiver.getsockname()[1]


def show(name):
    value, kind = receiver.recv(1000).decode().strip().split(":")[1].split("|")[:2]
    print(f"{name}: {'about 0.1' if 0.09 < float(value) < 1 else 'about 100' if 90 < float(value) < 1000 else value} {kind}")


options = {"host": "127.0.0.1", "port": port, "disable_buffering": True, "disable_telemetry": True}
for name, client in (("datadog", DogStatsd(**options)), ("datadog, use_ms", DogStatsd(**options, use_ms=True))):
    with client.timed("datadog"):
        time.sleep(0.1)
    show(name)
with statsd.StatsClient("127.0.0.1", port).timer("statsd"):
    time.sleep(0.1)
show("statsd")
subprocess.run(["node", "send.mjs", str(port)], check=True)
show("hot-shots")
PY
seen=$(PYTHONPATH=packages python3 ask.py)
echo 'datadog 0.56.0, statsd 4.0.1 (PyPI), hot-shots 17.1.1 (npm)'
echo "$seen"
[ "$seen" = 'datadog: about 0.1 ms
datadog, use_ms: about 100 ms
statsd: about 100 ms
hot-shots: about 100 ms' ] || { echo 'This has changed.' >&2; exit 1; }
