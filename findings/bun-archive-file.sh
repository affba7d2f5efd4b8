#!/usr/bin/env bash
# Guess: Bun.Archive packs a file that is given as Bun.file(path): that is a Blob, and Blobs are one of the forms that its documentation names.
# What happens: the entry is empty. A Blob in memory, a text and bytes are packed as they are; no error, whether the archive is written, or
# read back.
# Why it matters: Bun.file is how one gets files without holding them in memory. The archive has all names, so that its list looks right.
set -euo pipefail
for tool in npm tar; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --prefix . --no-save --no-audit --no-fund --silent bun@1.4.4 || { echo 'The package could not be installed.' >&2; exit 2; }
bun=node_modules/.bin/bun
echo hello >file.txt
cat >pack.mjs <<'JS'
const file = Bun.file('file.txt');
console.log(`Bun.file is a Blob: ${file instanceof Blob}, of ${file.size} bytes`);
await Bun.Archive.write('out.tar', {
  'text.txt': 'hello\n',
  'bytes.txt': await file.bytes(),
  'blob.txt': new Blob([await file.bytes()]),
  'file.txt': file,
});
JS
seen="$("$bun" pack.mjs)
$(tar -tvf out.tar | awk '{ print $NF ": " $3 " bytes" }')"
echo "Bun $("$bun" --version)"
echo "$seen"
[ "$seen" = 'Bun.file is a Blob: true, of 6 bytes
text.txt: 6 bytes
bytes.txt: 6 bytes
blob.txt: 6 bytes
file.txt: 0 bytes' ] || { echo 'This has changed.' >&2; exit 1; }
