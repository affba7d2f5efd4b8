#!/usr/bin/env bash
# Guess: Python reads whole numbers of any size exactly, with each of its JSON libraries.
# What happens: orjson reads those of more than 64 bits as floating point, without an error: 18446744073709551617 becomes
# 1.8446744073709552e+19. json, ujson and msgspec keep every digit. Writing such a number with orjson is an error.
# Why it matters: orjson is put in for speed as if it were json. Ids and hashes of 20 digits and more pass through a service
# and come out changed; two different ones become equal.
set -euo pipefail
command -v python3 >/dev/null || { echo 'This needs python3.' >&2; exit 2; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m pip install --quiet --disable-pip-version-check --target packages orjson==3.13.0 ujson==6.1.0 msgspec==0.22.0 2>pip.log ||
  { cat pip.log; echo 'The packages could not be installed.' >&2; exit 2; }

cat >read.py <<'PY'
import json
import msgspec, orjson, ujson
text = '{"id":18446744073709551617}'
print("json:", json.dumps(json.loads(text)))
print("ujson:", json.dumps(ujson.loads(text)))
print("msgspec:", json.dumps(msgspec.json.decode(text)))
print("orjson:", orjson.dumps(orjson.loads(text)).decode())
try:
    orjson.dumps({"id": 18446744073709551617})
except TypeError as error:
    print("orjson, writing:", error)
PY
seen=$(PYTHONPATH=packages python3 read.py)
echo "orjson $(PYTHONPATH=packages python3 -c 'import orjson; print(orjson.__version__)'), ujson 6.1.0, msgspec 0.22.0, $(python3 --version)"
echo "$seen"
[ "$seen" = 'json: {"id": 18446744073709551617}
ujson: {"id": 18446744073709551617}
msgspec: {"id": 18446744073709551617}
orjson: {"id":1.8446744073709552e+19}
orjson, writing: Integer exceeds 64-bit range' ] || { echo 'This has changed.' >&2; exit 1; }
