#!/usr/bin/env bash
# Guess: MessagePack has maps, and JavaScript's encoders write a Map as one, undefined as nil, and refuse an invalid
# Date.
# What happens: @msgpack/msgpack writes Map and Set as an empty map, and an invalid Date as 1970-01-01, without an
# error. msgpackr writes a Map, but undefined as an extension of its own, which Python hands over as ExtType.
# Why it matters: the values are lost at the sender, and the receiver has a valid message. A field that is not set in
# JavaScript is something in Python: `if message["error"]` is true.
set -euo pipefail
for tool in node npm python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
{ npm install --prefix . --no-save --no-audit --no-fund --silent @msgpack/msgpack@3.1.3 msgpackr@2.1.4 &&
  python3 -m pip install --quiet --disable-pip-version-check --target packages msgpack==1.2.4 2>pip.log; } ||
  { echo 'The packages could not be installed.' >&2; exit 2; }

cat >write.mjs <<'JS'
import { encode } from '@msgpack/msgpack';
import { pack } from 'msgpackr';
const values = { map: new Map([['a', 1]]), set: new Set([1]), undefined: [undefined], date: [new Date('soon')] };
for (const [name, write] of [['@msgpack/msgpack', encode], ['msgpackr', pack]])
  for (const [title, value] of Object.entries(values)) console.log(`${name}, ${title}:`, Buffer.from(write(value)).toString('hex'));
JS
cat >read.py <<'PY'
import sys, msgpack
for line in sys.stdin:
    title, hex = line.strip().rsplit(" ", 1)
    try:
        print(title, msgpack.unpackb(bytes.fromhex(hex), timestamp=3))
    except ValueError as error:
        print(title, type(error).__name__)
PY
seen=$(node write.mjs | PYTHONPATH=packages python3 read.py)
echo '@msgpack/msgpack 3.1.3, msgpackr 2.1.4 (npm), read by msgpack 1.2.4 (PyPI)'
echo "$seen"
[ "$seen" = "@msgpack/msgpack, map: {}
@msgpack/msgpack, set: {}
@msgpack/msgpack, undefined: [None]
@msgpack/msgpack, date: [datetime.datetime(1970, 1, 1, 0, 0, tzinfo=datetime.timezone.utc)]
msgpackr, map: {'a': 1}
msgpackr, set: [1]
msgpackr, undefined: [ExtType(code=0, data=b'\x00')]
msgpackr, date: ValueError" ] || { echo 'This has changed.' >&2; exit 1; }
