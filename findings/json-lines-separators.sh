#!/usr/bin/env bash
# Guess: a reader of lines splits JSON lines at line feeds, so that a record which JSON.stringify has written is one line for it.
# What happens: U+2028 needs no escape in JSON, and Node.js 24's readline ends a line there (that of 22.23.3 does not). So do PyPI's httpx
# (iter_lines) and requests (iter_lines with decode_unicode), at U+0085, too. PyPI's ndjson splits there, joins the parts with a comma,
# and returns a text that nobody has sent.
# Why it matters: a launcher of ActionLoop or a follower of a log that reads with readline fails for one character which people
# paste from documents, and only after an upgrade of Node.js.
set -euo pipefail
for tool in npm python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
{ npm install --prefix . --no-save --no-audit --no-fund --silent node@24.21.0 &&
  python3 -m pip install --quiet --disable-pip-version-check --target packages httpx==0.28.1 requests==2.34.2 ndjson==0.3.1 2>pip.log; } ||
  { echo 'The packages could not be installed.' >&2; exit 2; }

cat >lines.mjs <<'JS'
import { createInterface } from 'node:readline';
let count = 0;
for await (const line of createInterface({ input: process.stdin })) count += line.length > 0;
console.log(`readline of Node.js ${process.version}: ${count}`);
JS
cat >lines.py <<'PY'
import http.server
import threading

import httpx
import ndjson
import requests

LINE = '{"a":"x\u2028y"}\n'.encode()


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "application/x-ndjson; charset=utf-8")
        self.send_header("Content-Length", str(len(LINE)))
        self.end_headers()
        self.wfile.write(LINE)

    def log_message(self, *args):
        pass


server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
url = f"http://127.0.0.1:{server.server_port}/"
with httpx.stream("GET", url, trust_env=False) as response:
    print("iter_lines of httpx:", len(list(response.iter_lines())))
session = requests.Session()
session.trust_env = False
print("iter_lines of requests:", len(list(session.get(url, stream=True).iter_lines())))
print("iter_lines of requests, decode_unicode:", len(list(session.get(url, stream=True).iter_lines(decode_unicode=True))))
print("ndjson:", ascii(ndjson.loads(LINE.decode())))
PY
seen=$(printf '{"a":"x\xe2\x80\xa8y"}\n' | node_modules/.bin/node lines.mjs; PYTHONPATH=packages python3 lines.py)
echo 'lines that are read of one, npm node 24.21.0, PyPI httpx 0.28.1, requests 2.34.2, ndjson 0.3.1'
echo "$seen"
[ "$seen" = "readline of Node.js v24.21.0: 2
iter_lines of httpx: 2
iter_lines of requests: 1
iter_lines of requests, decode_unicode: 2
ndjson: [{'a': 'x,y'}]" ] || { echo 'This has changed.' >&2; exit 1; }
