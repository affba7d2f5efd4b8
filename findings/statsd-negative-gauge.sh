#!/usr/bin/env bash
# Guess: a client's `gauge("temperature", -5)` sets the gauge to -5, whatever it was before.
# What happens: hot-shots sends `-5|g`, which statsd reads as "five less": a gauge of 10 becomes 5. Python's client
# sends 0 first, and the gauge is -5.
# Why it matters: queues that are overdrawn, balances and temperatures are wrong only below zero, and each further
# report of -5 takes off another five.
set -euo pipefail
for tool in node npm python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
server=
trap '[ -z "$server" ] || { kill "$server"; wait "$server" || true; } 2>/dev/null; rm -rf "$dir"' EXIT
cd "$dir"
{ npm install --prefix . --no-save --no-audit --no-fund --silent statsd@0.9.0 hot-shots@17.1.1 &&
  python3 -m pip install --quiet --disable-pip-version-check --target packages statsd==4.0.1 2>pip.log; } ||
  { echo 'The packages could not be installed.' >&2; exit 2; }

read -r port admin < <(node -e '
  const socket = require("node:dgram").createSocket("udp4").bind(0, "127.0.0.1", () => {
    const server = require("node:net").createServer().listen(0, "127.0.0.1", () => {
      console.log(socket.address().port, server.address().port);
      socket.close();
      server.close();
    });
  });')
cat >config.js <<JS
{ port: $port, mgmt_port: $admin, address: '127.0.0.1', mgmt_address: '127.0.0.1', backends: [], flushInterval: 60000 }
JS
node node_modules/statsd/stats.js config.js >statsd.log 2>&1 & server=$!
ask() { (exec 3<>"/dev/tcp/127.0.0.1/$admin" && echo "$1" >&3 && sed '/^END$/q' <&3) 2>/dev/null; }
until ask gauges >/dev/null; do sleep 0.1; done

cat >send.mjs <<'JS'
import StatsD from 'hot-shots';
const client = new StatsD({ host: '127.0.0.1', port: Number(process.argv[2]), maxBufferSize: 0 });
client.gauge('javascript', 10, () => client.gauge('javascript', -5, () => client.close()));
JS
node send.mjs "$port"
PYTHONPATH=packages python3 -c '
import statsd, sys
client = statsd.StatsClient("127.0.0.1", int(sys.argv[1]))
client.gauge("python", 10)
client.gauge("python", -5)' "$port"
until seen=$(ask gauges | grep -oE "(javascript|python): -?[0-9]+") && [[ $seen == *javascript*python* ]]; do sleep 0.1; done
echo 'statsd 0.9.0, hot-shots 17.1.1 (npm), statsd 4.0.1 (PyPI)'
echo "$seen"
[ "$seen" = 'javascript: 5
python: -5' ] || { echo 'This has changed.' >&2; exit 1; }
