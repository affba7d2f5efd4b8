#!/usr/bin/env bash
# Guess: `HTTPAdapter(max_retries=3)` of Python's requests tries again only if no connection was made or it failed, as its documentation
# says ("never to requests where data has made it to the server"). A 503 is returned at once.
# What happens: a GET or PUT that is answered 503 or 429 with a Retry-After is sent four times, with the server's wait between them.
# The `timeout` does not bound that time. Without the header, or as a POST, it is sent once.
# Why it matters: a server that answers 503 while it stops gets four times the load, PUTs are repeated, and a call with `timeout=1`
# takes as long as three times what the server says.
set -euo pipefail
command -v python3 >/dev/null || { echo 'This needs python3.' >&2; exit 2; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
{ python3 -m venv venv && venv/bin/pip install -q --disable-pip-version-check requests==2.34.2 urllib3==2.8.0; } ||
  { echo 'The packages could not be installed.' >&2; exit 2; }

cat >ask.py <<'PYTHON'
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import requests
from requests.adapters import HTTPAdapter

requests_seen = []
wait = None


class Handler(BaseHTTPRequestHandler):
    def answer(self):
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        requests_seen.append(self.command)
        self.send_response(503)
        if wait:
            self.send_header("Retry-After", wait)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_PUT = do_POST = answer

    def log_message(self, *_):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
session = requests.Session()
session.mount("http://", HTTPAdapter(max_retries=3))
for method, wait in (("GET", None), ("GET", "1"), ("PUT", "1"), ("POST", "1")):
    requests_seen.clear()
    start = time.monotonic()
    status = session.request(method, f"http://127.0.0.1:{server.server_port}/", timeout=1).status_code
    slow = "longer than 2 s" if time.monotonic() - start > 2 else "at once"
    print(f"{method}, Retry-After {wait}: {status} {slow}, sent {len(requests_seen)} times")
PYTHON
seen=$(venv/bin/python ask.py)
echo 'requests 2.34.2, urllib3 2.8.0'
echo "$seen"
[ "$seen" = 'GET, Retry-After None: 503 at once, sent 1 times
GET, Retry-After 1: 503 longer than 2 s, sent 4 times
PUT, Retry-After 1: 503 longer than 2 s, sent 4 times
POST, Retry-After 1: 503 at once, sent 1 times' ] || { echo 'This has changed.' >&2; exit 1; }
