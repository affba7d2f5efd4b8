#!/usr/bin/env bash
# Guess: response.links of requests finds "next" in every valid Link header.
# What happens: a semicolon in the address ends it: the address is cut there, and rel is lost with the rest, so that "next"
# is missing without an error. A comma does no harm. npm's http-link-header reads both.
# Why it matters: the usual loop "while 'next' in response.links" then ends after the first page, as if there were no more.
# Semicolons are valid in addresses: matrix parameters, cursors, `;` between parameters of a query.
set -euo pipefail
for tool in node npm python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
{ npm install --prefix . --no-save --no-audit --no-fund --silent http-link-header@1.1.3 &&
  python3 -m pip install --quiet --disable-pip-version-check --target packages requests==2.34.2 2>pip.log; } ||
  { echo 'The packages could not be installed.' >&2; exit 2; }

cat >read.py <<'PY'
import sys, requests
response = requests.Response()
response.headers["Link"] = sys.argv[1]
print("requests:", response.links)
PY
seen=$(for mark in , ';'; do
  header="<https://example.org/items?after=a${mark}b>; rel=\"next\""
  PYTHONPATH=packages python3 read.py "$header"
  node -p '"http-link-header: " + require("http-link-header").parse(process.argv[1]).rel("next")[0].uri' "$header"
done)
echo "requests $(PYTHONPATH=packages python3 -c 'import requests; print(requests.__version__)'), http-link-header 1.1.3"
echo "$seen"
[ "$seen" = "requests: {'next': {'url': 'https://example.org/items?after=a,b', 'rel': 'next'}}
http-link-header: https://example.org/items?after=a,b
requests: {'https://example.org/items?after=a': {'url': 'https://example.org/items?after=a'}}
http-link-header: https://example.org/items?after=a;b" ] || { echo 'This has changed.' >&2; exit 1; }
