#!/usr/bin/env bash
# Guess: a time.Time that Go writes as CBOR is a date for a reader in JavaScript or Python: CBOR has tags for it (0 and 1), and both write them.
# What happens: fxamacker/cbor, the usual library for Go, writes the whole seconds as a plain integer, without a tag: a quarter of a second is
# lost, and the reader gets the number 1772359200. `new Date` of it is a day in January 1970.
# Why it matters: events from JavaScript or Python are read rightly by Go and change when Go passes them on: two events of one second have the
# same time, and the type is another. TimeTag and Time of EncOptions repair it.
set -euo pipefail
for tool in go node npm python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
{ npm install --prefix . --no-save --no-audit --no-fund --silent cbor-x@1.6.9 &&
  python3 -m pip install --quiet --disable-pip-version-check --target packages cbor2==6.3.0 2>pip.log; } ||
  { echo 'The packages could not be installed.' >&2; exit 2; }
cat >main.go <<'GO'
package main

import (
	"encoding/hex"
	"fmt"
	"os"
	"time"

	"github.com/fxamacker/cbor/v2"
)

func main() {
	bytes, err := hex.DecodeString(os.Args[1])
	if err != nil {
		panic(err)
	}
	var at time.Time
	if err := cbor.Unmarshal(bytes, &at); err != nil {
		panic(err)
	}
	fmt.Fprintln(os.Stderr, "Go reads", at.UTC().Format(time.RFC3339Nano))
	bytes, err = cbor.Marshal(at)
	if err != nil {
		panic(err)
	}
	fmt.Printf("%x", bytes)
}
GO
{ go mod init example && go get github.com/fxamacker/cbor/v2@v2.10.0 && go build -o example .; } >go.log 2>&1 ||
  { echo 'The module could not be installed.' >&2; exit 2; }
javascript=$(node -e 'process.stdout.write(Buffer.from(require("cbor-x").encode(new Date("2026-03-01T10:00:00.250Z"))).toString("hex"))')
python=$(PYTHONPATH=packages python3 -c '
import cbor2, datetime
print(cbor2.dumps(datetime.datetime(2026, 3, 1, 10, 0, 0, 250000, datetime.timezone.utc)).hex(), end="")')
seen=$(for bytes in "$javascript" "$python"; do
  echo "sent: $bytes"
  passed=$(./example "$bytes" 2>&1 >go.out); echo "$passed"
  passed=$(cat go.out)
  echo "Go writes $passed"
  node -e 'console.log("JavaScript reads", require("cbor-x").decode(Buffer.from(process.argv[1], "hex")));' "$passed"
  PYTHONPATH=packages python3 -c 'import cbor2, sys; print("Python reads", repr(cbor2.loads(bytes.fromhex(sys.argv[1]))))' "$passed"
done)
echo 'github.com/fxamacker/cbor/v2 v2.10.0, npm cbor-x 1.6.9, PyPI cbor2 6.3.0'
echo "$seen"
[ "$seen" = 'sent: c1fb41da690388100000
Go reads 2026-03-01T10:00:00.25Z
Go writes 1a69a40e20
JavaScript reads 1772359200
Python reads 1772359200
sent: c0781b323032362d30332d30315431303a30303a30302e3235303030305a
Go reads 2026-03-01T10:00:00.25Z
Go writes 1a69a40e20
JavaScript reads 1772359200
Python reads 1772359200' ] || { echo 'This has changed.' >&2; exit 1; }
