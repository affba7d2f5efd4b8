#!/usr/bin/env bash
# Guess: a Wasm module that asks for the time and for random bytes gets the host's, as under Node.js.
# What happens: under wazero it is 2022-01-01T00:00:00Z for each new instance, and the "random" bytes are the same ones every time, in
# every process, unless the host sets WithSysWalltime and WithRandSource. Nothing fails and nothing is logged.
# Why it matters: a host that starts an instance for each request makes the same ids, keys and nonces for all of them, signs tokens
# that expired years ago, and finds no certificate valid. The module works under Node.js, so its own tests do not show it.
set -euo pipefail
for tool in go node; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
mkdir guest
cat >go.mod <<'MOD'
module example

go 1.25
MOD
cat >guest/main.go <<'GO'
package main

import (
	"crypto/rand"
	"fmt"
	"time"
)

func main() {
	bytes := make([]byte, 8)
	_, _ = rand.Read(bytes)
	fmt.Printf("%s %x\n", time.Now().UTC().Format(time.RFC3339), bytes)
}
GO
cat >main.go <<'GO'
package main

import (
	"context"
	"crypto/rand"
	"os"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/imports/wasi_snapshot_preview1"
)

func main() {
	ctx := context.Background()
	guest, err := os.ReadFile("guest.wasm")
	if err != nil {
		panic(err)
	}
	runtime := wazero.NewRuntime(ctx)
	wasi_snapshot_preview1.MustInstantiate(ctx, runtime)
	config := wazero.NewModuleConfig().WithStdout(os.Stdout)
	if len(os.Args) > 1 {
		config = config.WithSysWalltime().WithRandSource(rand.Reader)
	}
	if _, err := runtime.InstantiateWithConfig(ctx, guest, config); err != nil {
		panic(err)
	}
}
GO
{ go get github.com/tetratelabs/wazero@v1.12.0 && GOOS=wasip1 GOARCH=wasm go build -o guest.wasm ./guest && go build -o host .; } \
  >go.log 2>&1 || { cat go.log >&2; echo 'The packages could not be installed.' >&2; exit 2; }
cat >node.mjs <<'JS'
import { readFile } from 'node:fs/promises';
import { WASI } from 'node:wasi';
const wasi = new WASI({ version: 'preview1', returnOnExit: true });
const { instance } = await WebAssembly.instantiate(await readFile('guest.wasm'), wasi.getImportObject());
wasi.start(instance);
JS
year=$(date -u +%Y)
compare() { # two runs: whether they name this year, and whether they have the same bytes
  local one two
  one=$("$@"); two=$("$@")
  echo "  $one" >&2; echo "  $two" >&2
  echo "$(if [[ $one == "$year"* ]]; then echo 'the current year'; else echo "${one%% *}"; fi)," \
    "$(if [ "${one##* }" = "${two##* }" ]; then echo 'the same bytes twice'; else echo 'other bytes each time'; fi)"
}
echo 'github.com/tetratelabs/wazero v1.12.0'
seen="wazero: $(compare ./host)
wazero, set up: $(compare ./host real)
Node.js: $(compare node --no-warnings node.mjs)"
echo "$seen"
[ "$seen" = 'wazero: 2022-01-01T00:00:00Z, the same bytes twice
wazero, set up: the current year, other bytes each time
Node.js: the current year, other bytes each time' ] || { echo 'This has changed.' >&2; exit 1; }
