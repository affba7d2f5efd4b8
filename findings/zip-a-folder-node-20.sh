#!/usr/bin/env bash
# Guess: a package that npm installs on Node.js 20 can be loaded there: zip-a-folder names no version of Node.js, and makes zip files in
# JavaScript.
# What happens: require and import fail with "Cannot find native binding. npm has a bug related to optional dependencies", zip or not. It
# loads @napi-rs/lzma for its 7z files first. The binary of that package is an optional dependency for Node.js 22.20 and later, so npm
# leaves it out, and warns only of the package that needs it. Removing node_modules, as the message asks, changes nothing; Node.js 24 does.
# Why it matters: the installation succeeds, so that the failure is seen at the first start. A range of versions, as `^6.0.0`, can bring it.
set -euo pipefail
for tool in node npm; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
case $(node --version) in v20.*) ;; *) echo 'This needs Node.js 20.' >&2; exit 2 ;; esac
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --prefix . --no-save --no-audit --no-fund --silent zip-a-folder@6.2.0 @napi-rs/lzma@1.5.3 ||
  { echo 'The packages could not be installed.' >&2; exit 2; }
mkdir folder
echo hello >folder/file.txt

attempt() { node "$1" >out.log 2>&1 && echo "$1: $(ls ./*.zip)" || echo "$1: $(grep -o 'Cannot find native binding' out.log | head -n 1)"; }
echo "const { zip } = require('zip-a-folder'); zip('folder', 'cjs.zip');" >pack.cjs
echo "const { zip } = await import('zip-a-folder'); await zip('folder', 'esm.zip');" >pack.mjs
read_json() { node -p "const p = JSON.parse(fs.readFileSync('node_modules/$1/package.json')); $2"; }
seen="zip-a-folder asks for Node.js $(read_json zip-a-folder 'p.engines?.node ?? "of any version"')
@napi-rs/lzma asks for Node.js $(read_json @napi-rs/lzma p.engines.node)
$(attempt pack.cjs)
$(attempt pack.mjs)"
echo "zip-a-folder $(read_json zip-a-folder p.version), @napi-rs/lzma $(read_json @napi-rs/lzma p.version), Node.js $(node --version)"
echo "$seen"
[ "$seen" = 'zip-a-folder asks for Node.js of any version
@napi-rs/lzma asks for Node.js ^22.20 || ^24.12 || >=25
pack.cjs: Cannot find native binding
pack.mjs: Cannot find native binding' ] || { echo 'This has changed.' >&2; exit 1; }
