#!/usr/bin/env bash
# Guess: MessagePack and CBOR have integers of 64 bits, so the whole number of a JavaScript timestamp is sent as one.
# What happens: msgpackr and cbor-x write whole numbers from 2^32 as floating point. A time in milliseconds is
# 1764000000000.0 in Python, and an error in Go's int64. Those of 2^32-1 and less arrive as integers.
# msgpackr also writes undefined as an extension of its own, which Python reads as ExtType. @msgpack/msgpack does neither.
# Why it matters: a consumer that was tested with small ids fails with the first large one, or with the first timestamp.
set -euo pipefail
for tool in node npm python3 go; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
cat >main.go <<'GO'
package main

import (
	"fmt"
	"os"

	"github.com/vmihailenco/msgpack/v5"
)

func main() {
	data, err := os.ReadFile(os.Args[1])
	if err != nil {
		panic(err)
	}
	var number int64
	fmt.Println("Go:", msgpack.Unmarshal(data, &number), number)
}
GO
{ npm install --prefix . --no-save --no-audit --no-fund --silent msgpackr@2.1.4 cbor-x@1.6.9 @msgpack/msgpack@3.1.3 &&
  python3 -m pip install --quiet --disable-pip-version-check --target packages msgpack==1.2.4 cbor2==6.3.0 2>pip.log &&
  { go mod init example && go get github.com/vmihailenco/msgpack/v5@v5.4.1 && go build -o read .; } >go.log 2>&1; } ||
  { echo 'The packages could not be installed.' >&2; exit 2; }

cat >write.cjs <<'JS'
const { writeFileSync } = require('node:fs');
const makers = { msgpackr: require('msgpackr').pack, '@msgpack/msgpack': require('@msgpack/msgpack').encode };
for (const [name, encode] of Object.entries(makers)) {
  const folder = name.replace('/', '-');
  writeFileSync(`${folder}-small`, encode(2 ** 32 - 1));
  writeFileSync(`${folder}-time`, encode(1764000000000));
  writeFileSync(`${folder}-undefined`, encode(undefined));
}
writeFileSync('cbor-x-time', require('cbor-x').encode(1764000000000));
JS
cat >read.py <<'PY'
import cbor2, msgpack
for name in ("msgpackr", "@msgpack-msgpack"):
    print(f"{name} to Python:", *(msgpack.unpackb(open(f"{name}-{value}", "rb").read()) for value in ("small", "time", "undefined")))
print("cbor-x to Python:", cbor2.loads(open("cbor-x-time", "rb").read()))
PY
node write.cjs
seen=$(PYTHONPATH=packages python3 read.py; for file in msgpackr-small msgpackr-time @msgpack-msgpack-time; do ./read "$file"; done)
echo 'msgpackr 2.1.4, cbor-x 1.6.9, @msgpack/msgpack 3.1.3 (npm), msgpack 1.2.4, cbor2 6.3.0 (PyPI), vmihailenco/msgpack v5.4.1'
echo "$seen"
[ "$seen" = "msgpackr to Python: 4294967295 1764000000000.0 ExtType(code=0, data=b'\\x00')
@msgpack-msgpack to Python: 4294967295 1764000000000 None
cbor-x to Python: 1764000000000.0
Go: <nil> 4294967295
Go: msgpack: invalid code=cb decoding int64 0
Go: <nil> 1764000000000" ] || { echo 'This has changed.' >&2; exit 1; }
