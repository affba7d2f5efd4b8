#!/usr/bin/env bash
# Guess: an exception of a Knative `func` function in Python is logged with its text, and answered 500.
# What happens: KeyError and the like are. A ValueError (int("x"), bad JSON, most validation) is logged as "Received
# non-CloudEvent request" and answered with "'dict' object has no attribute 'get_data'": the framework catches its own
# parser's ValueError around the call of the function, too, and its answer for that case does not fit.
# Why it matters: the log blames the sender of a good event, and the function's own message and line are nowhere.
set -euo pipefail
for tool in python3 curl; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
server=
trap '[ -z "$server" ] || { kill "$server"; wait "$server" || true; } 2>/dev/null; rm -rf "$dir"' EXIT
cd "$dir"
python3 -m pip install --quiet --disable-pip-version-check --target packages func-python==0.8.1 cloudevents==2.2.0 2>pip.log ||
  { cat pip.log; echo 'The packages could not be installed.' >&2; exit 2; }

cat >function.py <<'PY'
from func_python.cloudevent import serve

async def handle(scope, receive, send):
    if scope["event"].get_type() == "key":
        raise KeyError("no such colour")
    raise ValueError("not a number")

serve(handle)
PY
port=$(python3 -c 'import socket; s = socket.create_server(("127.0.0.1", 0)); print(s.getsockname()[1])')
LISTEN_ADDRESS=127.0.0.1:$port PYTHONPATH=packages python3 function.py >log 2>&1 & server=$!
for _ in $(seq 300); do
  [ "$(curl -s -o /dev/null -w '%{http_code}' "http://127.0.0.1:$port/health/liveness")" = 000 ] || break
  sleep 0.1
done
post() {
  curl -s -o body -w '%{http_code} ' -X POST -H 'ce-specversion: 1.0' -H 'ce-id: 1' -H 'ce-source: /s' -H "ce-type: $1" \
    -H 'content-type: application/json' -d '{"a":1}' "http://127.0.0.1:$port/"
  python3 -c 'import json; print(json.load(open("body"))["data"]["message"])'
}
seen="KeyError: $(post key)
ValueError: $(post value)
log: $(grep -o 'Received non-CloudEvent request.*' log)
log has the function's own message: $(grep -q 'not a number' log && echo yes || echo no)"
echo "func-python $(PYTHONPATH=packages python3 -c 'import importlib.metadata as m; print(m.version("func-python"))'), $(python3 --version)"
echo "$seen"
[ "$seen" = "KeyError: 500 Error: 'no such colour'
ValueError: 500 Error: 'dict' object has no attribute 'get_data'
log: Received non-CloudEvent request: POST /
log has the function's own message: no" ] || { echo 'This has changed.' >&2; exit 1; }
