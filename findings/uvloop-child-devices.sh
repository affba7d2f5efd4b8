#!/usr/bin/env bash
# Guess: uvloop is "a drop-in replacement" of asyncio's event loop: what a program starts behaves as before.
# What happens: a started shell script fails at `echo … >/dev/stderr`, `cat /dev/stdin` and `tee /dev/stdout`: "No such device or
# address". uvloop connects children with sockets, as libuv does, and Linux cannot open a socket by its name. asyncio makes pipes.
# Why it matters: `pip install "uvicorn[standard]"` brings uvloop along, and uvicorn then uses it without being asked: scripts
# that worked in development fail in production. Bun has the same trouble, Deno has not.
set -euo pipefail
for tool in node npm python3 sh; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
[ "$(uname -s)" = Linux ] || { echo 'This needs Linux.' >&2; exit 2; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
{ python3 -m pip install --quiet --disable-pip-version-check --target packages uvloop==0.23.0 2>pip.log &&
  npm install --prefix . --no-audit --no-fund --silent bun@1.4.4 deno@2.9.6; } ||
  { echo 'The packages could not be installed.' >&2; exit 2; }
cat >script.sh <<'SH'
echo out >/dev/stdout || echo 'no /dev/stdout'
echo log >/dev/stderr || echo 'no /dev/stderr'
SH
cat >example.py <<'PY'
import asyncio
import uvloop

async def main():
    pipe = asyncio.subprocess.PIPE
    child = await asyncio.create_subprocess_exec("sh", "script.sh", stdout=pipe, stderr=pipe)
    out, _ = await child.communicate()
    return ", ".join(out.decode().split("\n")[:-1])

print("asyncio:", asyncio.run(main()))
print("uvloop:", uvloop.run(main()))
PY
cat >example.mjs <<'JS'
import { spawn } from "node:child_process";
const child = spawn("sh", ["script.sh"]);
let out = "";
child.stdout.on("data", (data) => (out += data));
child.on("close", () => console.log(out.trim().split("\n").join(", ")));
JS
seen="$(PYTHONPATH=packages python3 example.py)
Bun: $(node_modules/.bin/bun example.mjs)
Deno: $(node_modules/.bin/deno run --allow-all example.mjs 2>/dev/null)"
echo 'uvloop 0.23.0 (PyPI), bun 1.4.4, deno 2.9.6 (npm)'
echo "$seen"
[ "$seen" = 'asyncio: out
uvloop: no /dev/stdout, no /dev/stderr
Bun: no /dev/stdout, no /dev/stderr
Deno: out' ] || { echo 'This has changed.' >&2; exit 1; }
