#!/usr/bin/env bash
# Guess: uvicorn answers the same whether it parses HTTP with h11 or with httptools: the second is only faster, and is used as soon as it is
# installed.
# What happens: with httptools, an HTTP/1.0 client gets a response in chunks, which HTTP/1.0 does not have; h11 sends the plain bytes. With
# h11, a request whose target is an absolute URL has the path "http://example.org/orders", so no route matches; with httptools "/orders".
# Why it matters: health checks and load tools of HTTP/1.0 read "7\r\n/orders" as the body, requests of clients that take the server for a
# proxy are 404, each only with one parser, and which one an image has depends on `uvicorn[standard]`.
set -euo pipefail
command -v python3 >/dev/null || { echo 'This needs python3.' >&2; exit 2; }
dir=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$dir"' EXIT
cd "$dir"
python3 -m pip install --quiet --disable-pip-version-check --target packages uvicorn==0.54.0 h11==0.16.0 httptools==0.9.0 2>pip.log ||
  { echo 'The packages could not be installed.' >&2; exit 2; }
cat >app.py <<'PY'
async def app(scope, receive, send):
    if scope["type"] != "http":
        return
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": scope["path"].encode(), "more_body": True})
    await send({"type": "http.response.body", "body": b""})
PY
cat >client.py <<'PY'
import socket, sys

for line in (b"GET /orders HTTP/1.0", b"GET http://example.org/orders HTTP/1.1"):
    with socket.create_connection(("127.0.0.1", int(sys.argv[1]))) as connection:
        connection.sendall(line + b"\r\nHost: example.org\r\nConnection: close\r\n\r\n")
        answer = b""
        while part := connection.recv(65536):
            answer += part
    print(f"  {line.decode()}: {answer.partition(bytes([13, 10, 13, 10]))[2]}")
PY
export PYTHONPATH=packages
seen=$(for parser in h11 httptools; do
  : >log
  python3 -m uvicorn app:app --http "$parser" --port 0 --host 127.0.0.1 >log 2>&1 & server=$!
  until grep -q 'running on' log; do sleep 0.1; kill -0 $server; done
  echo "$parser"
  python3 client.py "$(sed -n 's/.*running on .*:\([0-9]*\) .*/\1/p' log)"
  kill $server
  wait $server 2>/dev/null || true
done)
echo 'PyPI uvicorn 0.54.0, h11 0.16.0, httptools 0.9.0'
echo "$seen"
[ "$seen" = 'h11
  GET /orders HTTP/1.0: b'\''/orders'\''
  GET http://example.org/orders HTTP/1.1: b'\''19\r\nhttp://example.org/orders\r\n0\r\n\r\n'\''
httptools
  GET /orders HTTP/1.0: b'\''7\r\n/orders\r\n0\r\n\r\n'\''
  GET http://example.org/orders HTTP/1.1: b'\''7\r\n/orders\r\n0\r\n\r\n'\''' ] || { echo 'This has changed.' >&2; exit 1; }
