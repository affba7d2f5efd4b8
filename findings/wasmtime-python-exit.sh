#!/usr/bin/env bash
# Guess: a WASI module that exits 0 returns from `_start` in wasmtime for Python, as it does in Node.js and wazero, and the exception for
# another status has that status.
# What happens: exit(0) raises an ExitTrap as exit(3) does. A status above 125 raises a WasmtimeError instead, which has no code at all.
# Why it matters: each program in C, Rust or Go that ends with exit(0) looks like a failure of the function, unless the code is tested; a
# runner that catches ExitTrap lets 126 to 255, the usual statuses for "killed" and "not found", through as errors of the runtime.
set -euo pipefail
for tool in go node npm python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
{ npm install --prefix . --no-save --no-audit --no-fund --silent wabt@1.0.39 &&
  python3 -m pip install --quiet --disable-pip-version-check --target packages wasmtime==50.0.1 2>pip.log; } ||
  { echo 'The packages could not be installed.' >&2; exit 2; }
cat >make.mjs <<'JS'
import { writeFileSync } from 'node:fs';
import wabt from 'wabt';
const { parseWat } = await wabt();
const make = (name, body) => writeFileSync(`${name}.wasm`, parseWat(name, `(module
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1) (func (export "_start") ${body}))`).toBinary({}).buffer);
make('returns', '');
for (const status of [0, 3, 137]) make(`exit-${status}`, `(call $exit (i32.const ${status}))`);
JS
cat >run.mjs <<'JS'
import { readFileSync } from 'node:fs';
import { WASI } from 'node:wasi';
for (const name of process.argv.slice(2)) {
  const wasi = new WASI({ version: 'preview1' });
  const { instance } = await WebAssembly.instantiate(readFileSync(`${name}.wasm`), wasi.getImportObject());
  console.log(`Node.js, ${name}: ${wasi.start(instance)}`);
}
JS
cat >run.py <<'PY'
import sys
from wasmtime import Engine, Linker, Module, Store, WasiConfig

for name in sys.argv[1:]:
    engine = Engine()
    linker = Linker(engine)
    linker.define_wasi()
    store = Store(engine)
    store.set_wasi(WasiConfig())
    start = linker.instantiate(store, Module.from_file(engine, f"{name}.wasm")).exports(store)["_start"]
    try:
        result = start(store)
    except Exception as error:
        result = f"{type(error).__name__}, code {getattr(error, 'code', 'missing')}"
    print(f"wasmtime for Python, {name}: {result}")
PY
cat >main.go <<'GO'
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/imports/wasi_snapshot_preview1"
)

func main() {
	ctx := context.Background()
	for _, name := range os.Args[1:] {
		runtime := wazero.NewRuntime(ctx)
		wasi_snapshot_preview1.MustInstantiate(ctx, runtime)
		bytes, err := os.ReadFile(name + ".wasm")
		if err != nil {
			panic(err)
		}
		_, err = runtime.Instantiate(ctx, bytes)
		fmt.Printf("wazero, %s: %v\n", name, err)
	}
}
GO
{ go mod init example && go get github.com/tetratelabs/wazero@v1.12.0 && go build -o example .; } >go.log 2>&1 ||
  { echo 'The module could not be installed.' >&2; exit 2; }
node make.mjs
seen=$(node --no-warnings run.mjs returns exit-0 exit-3 exit-137
  ./example returns exit-0 exit-3 exit-137
  PYTHONPATH=packages python3 run.py returns exit-0 exit-3 exit-137)
echo "PyPI wasmtime 50.0.1, github.com/tetratelabs/wazero v1.12.0, Node.js $(node --version)"
echo "$seen"
[ "$seen" = 'Node.js, returns: 0
Node.js, exit-0: 0
Node.js, exit-3: 3
Node.js, exit-137: 137
wazero, returns: <nil>
wazero, exit-0: <nil>
wazero, exit-3: module closed with exit_code(3)
wazero, exit-137: module closed with exit_code(137)
wasmtime for Python, returns: None
wasmtime for Python, exit-0: ExitTrap, code 0
wasmtime for Python, exit-3: ExitTrap, code 3
wasmtime for Python, exit-137: WasmtimeError, code missing' ] || { echo 'This has changed.' >&2; exit 1; }
