#!/usr/bin/env bash
# Guess: installing niquests, which needs urllib3-future, leaves requests and its urllib3 as they are: all four are packages of their own.
# What happens: urllib3-future puts its files over those of urllib3. requests then runs on it, while the metadata of urllib3 still
# says 2.8.0 and `pip check` finds nothing wrong. It shows in behaviour: the same requests.get of a 103 and a 200 returns the 103
# before, the 200 after.
# Why it matters: one dependency of one library exchanges the HTTP client of boto3, of the Kubernetes client and of every other package
# in the image. A bug report, a list of components or a security scan names a urllib3 that does not run.
set -euo pipefail
for tool in node python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$dir"' EXIT
cd "$dir"
install() { venv/bin/pip install --quiet --disable-pip-version-check "$@" >>pip.log 2>&1 || { cat pip.log >&2; echo 'The packages could not be installed.' >&2; exit 2; }; }
python3 -m venv venv
install requests==2.34.2 urllib3==2.8.0
cat >server.mjs <<'JS'
import { createServer } from 'node:http';
const server = createServer((request, response) => response.writeEarlyHints({ link: '</style.css>; rel=preload' }, () => response.end('done')));
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
JS
cat >client.py <<'PY'
import sys
from importlib.metadata import version

import requests
import urllib3

status = requests.get(f"http://127.0.0.1:{sys.argv[1]}/").status_code
print(f"metadata {version('urllib3')}, urllib3.__version__ {urllib3.__version__}, requests sees {status}")
PY
node server.mjs >port & server=$!
until [ -s port ]; do sleep 0.1; done
port=$(cat port)
seen="before: $(venv/bin/python client.py "$port")"
install niquests==3.21.2 urllib3-future==2.25.904
seen+="
after: $(venv/bin/python client.py "$port")
pip check: $(venv/bin/pip --disable-pip-version-check check)"
echo 'requests 2.34.2, urllib3 2.8.0, niquests 3.21.2, urllib3-future 2.25.904 (PyPI)'
echo "$seen"
[ "$seen" = 'before: metadata 2.8.0, urllib3.__version__ 2.8.0, requests sees 103
after: metadata 2.8.0, urllib3.__version__ 2.25.904, requests sees 200
pip check: No broken requirements found.' ] || { echo 'This has changed.' >&2; exit 1; }
