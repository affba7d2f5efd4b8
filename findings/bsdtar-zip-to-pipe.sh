#!/usr/bin/env bash
# Guess: `bsdtar --format zip -cf - .` writes the same zip to a pipe as to a file.
# What happens: to standard output it fills the zip up with NUL bytes to a multiple of 10240, as if it were a tar. Most
# zip readers on npm (yauzl, extract-zip, decompress, unzipper) then refuse it; unzip and Python read it.
# Why it matters: bsdtar is the usual way to make a zip in a pipeline (to an upload, a base64, another image's layer),
# and `unzip -t` says that the archive is good. `-b 1` as a further option leaves at most 511 bytes, and is refused too.
set -euo pipefail
for tool in node npm unzip python3 apt-get dpkg; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
{ npm install --prefix . --no-save --no-audit --no-fund --silent yauzl@3.4.0 extract-zip@2.0.1 decompress@4.2.1 unzipper@0.12.5 &&
  apt-get download 'libarchive-tools=3.6.2-1+deb12u*' 'libarchive13=3.6.2-1+deb12u*' >/dev/null 2>&1 &&
  for package in libarchive*.deb; do dpkg -x "$package" root; done; } ||
  { echo 'The packages could not be installed (Debian 12, after apt-get update).' >&2; exit 2; }

mkdir code
seq 1 100 >code/f.txt
LD_LIBRARY_PATH=$(dirname root/usr/lib/*/libarchive.so.13)
export LD_LIBRARY_PATH
root/usr/bin/bsdtar -C code --format zip -cf file.zip f.txt
root/usr/bin/bsdtar -C code --format zip -cf - f.txt | cat >pipe.zip
root/usr/bin/bsdtar -C code --format zip -b 1 -cf - f.txt | cat >one.zip
cat >read.cjs <<'JS'
const [name] = process.argv.slice(2);
const readers = {
  yauzl: () => new Promise((done, fail) => require('yauzl').open(name, (error) => (error ? fail(error) : done()))),
  'extract-zip': () => require('extract-zip')(name, { dir: `${process.cwd()}/out` }),
  decompress: () => require('decompress')(name),
  unzipper: () => require('unzipper').Open.file(name),
};
(async () => {
  for (const [reader, read] of Object.entries(readers))
    console.log(`  ${reader}:`, await read().then(() => 'reads it', () => 'refuses it'));
})();
JS
seen=$(for name in file pipe one; do
  echo "$name.zip, a multiple of 10240: $([ $(($(stat -c %s $name.zip) % 10240)) = 0 ] && echo yes || echo no)"
  node read.cjs "$name.zip"
  echo "  unzip: $(unzip -qq -t "$name.zip" >/dev/null && echo 'reads it')"
  echo "  Python: $(python3 -m zipfile -t "$name.zip" >/dev/null && echo 'reads it')"
done)
root/usr/bin/bsdtar --version
echo "$seen"
[ "$seen" = 'file.zip, a multiple of 10240: no
  yauzl: reads it
  extract-zip: reads it
  decompress: reads it
  unzipper: reads it
  unzip: reads it
  Python: reads it
pipe.zip, a multiple of 10240: yes
  yauzl: refuses it
  extract-zip: refuses it
  decompress: refuses it
  unzipper: refuses it
  unzip: reads it
  Python: reads it
one.zip, a multiple of 10240: no
  yauzl: refuses it
  extract-zip: refuses it
  decompress: refuses it
  unzipper: refuses it
  unzip: reads it
  Python: reads it' ] || { echo 'This has changed.' >&2; exit 1; }
