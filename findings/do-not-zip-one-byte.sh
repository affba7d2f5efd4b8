#!/usr/bin/env bash
# Guess: do-not-zip writes names and texts as UTF-8, as its type of `data` is a string or bytes.
# What happens: each character becomes its lowest byte. "größe" is stored as Latin-1, a name in Chinese as control characters, and the
# content "雪" as the byte EA; the checksum is that of the wrong bytes, so that every reader takes the archive.
# Why it matters: it makes the zip of projects that users download from a browser. Two names may become one, and texts are damaged without
# an error; `data` as bytes (new TextEncoder().encode(text)) is kept, names have no such way.
set -euo pipefail
for tool in node npm python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --prefix . --no-save --no-audit --no-fund --silent do-not-zip@1.0.0 || { echo 'The package could not be installed.' >&2; exit 2; }
cat >pack.cjs <<'JS'
const { toBuffer } = require('do-not-zip');
const files = [
  { path: 'a.txt', data: 'größe' },
  { path: 'b.txt', data: '雪' },
  { path: 'c.txt', data: Buffer.from('雪') },
  { path: 'größe', data: 'd' },
  { path: '丐', data: 'e' },
  { path: '吐', data: 'f' },
];
require('node:fs').writeFileSync('out.zip', toBuffer(files));
JS
node pack.cjs
seen=$(python3 -c '
import zipfile
archive = zipfile.ZipFile("out.zip")
print("first damaged entry:", archive.testzip())
for entry in archive.infolist():
    print(entry.orig_filename.encode("cp437"), archive.open(entry).read())')
echo 'do-not-zip 1.0.0'
echo "$seen"
[ "$seen" = "first damaged entry: None
b'a.txt' b'gr\xf6\xdfe'
b'b.txt' b'\xea'
b'c.txt' b'\xe9\x9b\xaa'
b'gr\xf6\xdfe' b'd'
b'\x10' b'e'
b'\x10' b'f'" ] || { echo 'This has changed.' >&2; exit 1; }
