#!/usr/bin/env bash
# Guess: a gzip file of several members unpacks in full, or the library never reads more than the first; one of the two.
# What happens: in fflate the streaming Gunzip gives all members, gunzipSync and decompressSync only the first, without
# an error. pako and node:zlib give all.
# Why it matters: image layers that can be read in part (eStargz), bgzip files and appended logs have many members. Code that
# moves from the streaming call to the simple one loses all but the first file's worth of bytes.
set -euo pipefail
for tool in node npm gzip; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --prefix . --no-save --no-audit --no-fund --silent fflate@0.8.3 pako@3.0.3 ||
  { echo 'The packages could not be installed.' >&2; exit 2; }

for text in one two; do printf '%s ' "$text" | gzip -nc; done >two.gz
cat >read.mjs <<'JS'
import { readFileSync } from 'node:fs';
import { gunzipSync as zlib } from 'node:zlib';
import { decompressSync, Gunzip, gunzipSync } from 'fflate';
import { ungzip } from 'pako';
const bytes = readFileSync('two.gz');
const stream = () => {
  const chunks = [];
  new Gunzip((chunk) => chunks.push(chunk)).push(bytes, true);
  return Buffer.concat(chunks);
};
const calls = { 'fflate gunzipSync': () => gunzipSync(bytes), 'fflate decompressSync': () => decompressSync(bytes),
  'fflate Gunzip': stream, 'pako ungzip': () => ungzip(bytes), 'node:zlib gunzipSync': () => zlib(bytes) };
for (const [name, call] of Object.entries(calls)) console.log(`${name}:`, Buffer.from(call()).toString().trim());
JS
seen=$(node read.mjs)
for name in fflate pako; do
  echo "$name $(node -p 'JSON.parse(fs.readFileSync("node_modules/" + process.argv[1] + "/package.json")).version' "$name")"
done
echo "$seen"
[ "$seen" = 'fflate gunzipSync: one
fflate decompressSync: one
fflate Gunzip: one two
pako ungzip: one two
node:zlib gunzipSync: one two' ] || { echo 'This has changed.' >&2; exit 1; }
