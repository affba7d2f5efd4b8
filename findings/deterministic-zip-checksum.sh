#!/usr/bin/env bash
# Guess: deterministic-zip writes a zip as any other library does, only with a fixed date.
# What happens: the checksum of every file that is not empty is wrong: it is always 0. unzip, Python and Go refuse the archive; yauzl, which
# does not compare checksums, reads it. The call reports no error. The library writes what crc32-stream returns as a number, and that
# returns bytes since its version 3.
# Why it matters: the package is for uploads that change only with their content. A test in JavaScript that reads the archive again with
# yauzl or extract-zip passes; the platform that unpacks it refuses it.
set -euo pipefail
for tool in node npm unzip python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --prefix . --no-save --no-audit --no-fund --silent deterministic-zip@1.1.0 crc32-stream@3.0.1 extract-zip@2.0.1 yauzl@2.10.0 ||
  { echo 'The packages could not be installed.' >&2; exit 2; }
mkdir folder
echo hello >folder/file.txt
node -e "require('deterministic-zip')('folder', 'out.zip', { cwd: 'folder' }, (error) => console.log(error ?? 'no error'))" >call.log
read_with() { "$@" >/dev/null 2>&1 && echo 'reads it' || echo 'refuses it'; }
seen="deterministic-zip: $(cat call.log)
checksum of file.txt: $(python3 -c 'import zipfile; print(zipfile.ZipFile("out.zip").infolist()[0].CRC)')
unzip: $(read_with unzip -t out.zip)
Python: $(read_with python3 -m zipfile -e out.zip python)
extract-zip: $(read_with node -e "require('extract-zip')('out.zip', { dir: process.cwd() + '/js' }).catch(() => process.exit(1))"), $(cat js/file.txt)"
echo "deterministic-zip $(node -p 'require("deterministic-zip/package.json").version'), crc32-stream $(node -p 'require("crc32-stream/package.json").version'), Node.js $(node --version)"
echo "$seen"
[ "$seen" = 'deterministic-zip: no error
checksum of file.txt: 0
unzip: refuses it
Python: refuses it
extract-zip: reads it, hello' ] || { echo 'This has changed.' >&2; exit 1; }
