#!/usr/bin/env bash
# Guess: a Buffer of Node.js and a plain Uint8Array are both encoded as a byte string, as CBOR has one.
# What happens: npm's cbor2 calls toJSON, which each Buffer has, and writes the map {"type": "Buffer", "data": [1, 2,
# 3]}. cbor-x is the other way round: a Buffer is a byte string, a Uint8Array has tag 64, which Python's cbor2 hands
# over as a CBORTag.
# Why it matters: files, sockets and requests give Buffers, and fetch and crypto Uint8Arrays. With either package the
# receiver finds bytes or something else, depending on where the sender had them from. cborg writes both as bytes.
set -euo pipefail
for tool in node npm python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
{ npm install --prefix . --no-save --no-audit --no-fund --silent cbor2@2.3.0 cborg@6.1.5 cbor-x@1.6.9 &&
  python3 -m pip install --quiet --disable-pip-version-check --target packages cbor2==6.3.0 2>pip.log; } ||
  { echo 'The packages could not be installed.' >&2; exit 2; }

cat >write.mjs <<'JS'
import * as cbor2 from 'cbor2';
import * as cborg from 'cborg';
import * as cborX from 'cbor-x';
for (const [name, { encode }] of Object.entries({ cbor2, cborg, 'cbor-x': cborX }))
  for (const value of [Buffer.from([1, 2, 3]), new Uint8Array([1, 2, 3])])
    console.log(`${name}, ${value.constructor.name}:`, Buffer.from(encode(value)).toString('hex'));
JS
seen=$(node write.mjs | while read -r name type hex; do
  echo "$name $type $(PYTHONPATH=packages python3 -c 'import cbor2, sys; print(cbor2.loads(bytes.fromhex(sys.argv[1])))' "$hex")"
done)
echo 'cbor2 2.3.0, cborg 6.1.5, cbor-x 1.6.9 (npm), read by cbor2 6.3.0 (PyPI)'
echo "$seen"
[ "$seen" = "cbor2, Buffer: {'type': 'Buffer', 'data': [1, 2, 3]}
cbor2, Uint8Array: b'\x01\x02\x03'
cborg, Buffer: b'\x01\x02\x03'
cborg, Uint8Array: b'\x01\x02\x03'
cbor-x, Buffer: b'\x01\x02\x03'
cbor-x, Uint8Array: CBORTag(64, b'\x01\x02\x03')" ] || { echo 'This has changed.' >&2; exit 1; }
