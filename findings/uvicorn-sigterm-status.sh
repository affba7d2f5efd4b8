#!/usr/bin/env bash
# Guess: the number of workers does not change how uvicorn ends: after a clean shutdown, SIGTERM leaves the same exit status.
# What happens: with one worker uvicorn shuts down cleanly and then kills itself with the same SIGTERM (143); with
# `--workers 2` it exits 0, and so do hypercorn and gunicorn.
# Why it matters: a supervisor that counts anything but 0 as a failure reports each ordinary stop of a small container, and is
# quiet again once workers are added. Kubernetes shows "Error" for the one and "Completed" for the other.
set -euo pipefail
for tool in python3 curl; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
server=
trap '[ -z "$server" ] || { kill "$server"; wait "$server" || true; } 2>/dev/null; rm -rf "$dir"' EXIT
cd "$dir"
python3 -m pip install --quiet --disable-pip-version-check --target packages uvicorn==0.54.0 hypercorn==0.18.0 gunicorn==27.0.1 2>pip.log ||
  { cat pip.log; echo 'The packages could not be installed.' >&2; exit 2; }

cat >example.py <<'PY'
async def asgi(scope, receive, send):
    while scope["type"] == "lifespan":
        message = await receive()
        await send({"type": f'{message["type"]}.complete'})
        if message["type"] == "lifespan.shutdown":
            return
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b""})

def wsgi(environ, start_response):
    start_response("200 OK", [])
    return [b""]
PY
export PYTHONPATH=packages
port=$(python3 -c 'import socket; s = socket.create_server(("127.0.0.1", 0)); print(s.getsockname()[1])')
stop() {
  local status=0
  python3 -m "${@:2}" >log 2>&1 & server=$!
  for _ in $(seq 300); do curl -s -o body "http://127.0.0.1:$port/" && break; sleep 0.1; done
  kill "$server"
  wait "$server" 2>/dev/null || status=$?
  server=
  echo "$1: $status$(grep -q 'Application shutdown complete' log && echo ', after a complete shutdown')"
}
seen=$({
  stop 'uvicorn' uvicorn --port "$port" example:asgi
  stop 'uvicorn --workers 2' uvicorn --port "$port" --workers 2 example:asgi
  stop 'hypercorn' hypercorn --bind "127.0.0.1:$port" example:asgi
  stop 'gunicorn' gunicorn --bind "127.0.0.1:$port" example:wsgi
} 2>/dev/null)
echo "uvicorn $(python3 -c 'import uvicorn; print(uvicorn.__version__)'), hypercorn 0.18.0, gunicorn 27.0.1, $(python3 --version)"
echo "$seen"
[ "$seen" = 'uvicorn: 143, after a complete shutdown
uvicorn --workers 2: 0, after a complete shutdown
hypercorn: 0
gunicorn: 0' ] || { echo 'This has changed.' >&2; exit 1; }
