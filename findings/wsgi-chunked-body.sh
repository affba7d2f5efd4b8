#!/usr/bin/env bash
# Guess: a WSGI application reads the same body below any server, whether the request has Content-Length or is chunked.
# What happens: a chunked body of 100,000 bytes is empty for Flask below hypercorn, `uvicorn --interface wsgi`, and any ASGI server
# with asgiref's WsgiToAsgi or a2wsgi: they have read it, but set neither CONTENT_LENGTH nor `wsgi.input_terminated`, without one
# of which Werkzeug must not read. Below gunicorn, waitress, cheroot and granian it is whole.
# Why it matters: nothing fails; a function that moves from gunicorn to one of these answers 200 to empty events, whenever the
# client or a proxy in between streams.
set -euo pipefail
for tool in curl python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$dir"' EXIT
cd "$dir"
{ python3 -m venv venv &&
  venv/bin/pip install --quiet --disable-pip-version-check flask==3.1.3 werkzeug==3.1.9 gunicorn==27.0.1 waitress==3.0.2 \
    cheroot==11.1.2 granian==2.8.9 hypercorn==0.18.0 uvicorn==0.54.0 asgiref==3.13.0 a2wsgi==1.10.10; } >pip.log 2>&1 ||
  { cat pip.log; echo 'The packages could not be installed.' >&2; exit 2; }
cat >example.py <<'PY'
import a2wsgi
import asgiref.wsgi
from flask import Flask, request

app = Flask("example")

@app.post("/")
def length():
    return f"{len(request.get_data())} bytes"

with_asgiref = asgiref.wsgi.WsgiToAsgi(app)
with_a2wsgi = a2wsgi.WSGIMiddleware(app)
PY
head -c 100000 /dev/zero >body
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
seen=
# ask NAME COMMAND...: sends the body in both ways to the server that the command starts.
ask() {
  "${@:2}" >server.log 2>&1 & server=$!
  until curl -s -o /dev/null "http://127.0.0.1:$port/"; do kill -0 "$server" || { cat server.log >&2; exit 2; }; sleep 0.2; done
  seen+="$1: $(curl -s -H 'Content-Type: application/octet-stream' --data-binary @body "http://127.0.0.1:$port/"), chunked \
$(curl -s -H 'Content-Type: application/octet-stream' -H 'Transfer-Encoding: chunked' --data-binary @body "http://127.0.0.1:$port/")
"
  kill "$server"; wait "$server" 2>/dev/null || true
  server=
}
ask gunicorn venv/bin/gunicorn -b "127.0.0.1:$port" example:app
ask waitress venv/bin/waitress-serve --listen "127.0.0.1:$port" example:app
export PYTHONPATH=.
ask cheroot venv/bin/cheroot --bind "127.0.0.1:$port" example:app
ask granian venv/bin/granian --interface wsgi --host 127.0.0.1 --port "$port" example:app
ask hypercorn venv/bin/hypercorn -b "127.0.0.1:$port" wsgi:example:app
ask uvicorn venv/bin/uvicorn --interface wsgi --port "$port" example:app
ask 'uvicorn and asgiref' venv/bin/uvicorn --port "$port" example:with_asgiref
ask 'uvicorn and a2wsgi' venv/bin/uvicorn --port "$port" example:with_a2wsgi
echo 'flask 3.1.3, werkzeug 3.1.9, gunicorn 27.0.1, waitress 3.0.2, cheroot 11.1.2, granian 2.8.9, hypercorn 0.18.0, uvicorn 0.54.0, asgiref 3.13.0, a2wsgi 1.10.10 (PyPI)'
echo "$seen"
[ "$seen" = 'gunicorn: 100000 bytes, chunked 100000 bytes
waitress: 100000 bytes, chunked 100000 bytes
cheroot: 100000 bytes, chunked 100000 bytes
granian: 100000 bytes, chunked 100000 bytes
hypercorn: 100000 bytes, chunked 0 bytes
uvicorn: 100000 bytes, chunked 0 bytes
uvicorn and asgiref: 100000 bytes, chunked 0 bytes
uvicorn and a2wsgi: 100000 bytes, chunked 0 bytes
' ] || { echo 'This has changed.' >&2; exit 1; }
