#!/usr/bin/env bash
# Guess: modules that are compiled before they are zipped (`python3 -m compileall`) need not be compiled where the zip is unpacked.
# What happens: a .pyc names the second of its source's time. Python's own unpackers, and npm's extract-zip and unzipper, give all
# files the current time, so that every .pyc is stale. unzip, adm-zip and decompress restore the time of the zip, which has only even
# seconds if it comes from Python's zipfile: half are stale. `compileall --invalidation-mode unchecked-hash` does not look at the time.
# Why it matters: the compiled files make the archive larger, and a cold start no shorter. Where the folder is read-only, each start
# compiles everything again. Nothing says so but `python3 -v`.
set -euo pipefail
for tool in apt-get dpkg node npm python3 touch; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
{ apt-get download 'unzip=6.0-28*' && dpkg -x unzip_*.deb root &&
  npm install --prefix . --no-save --no-audit --no-fund --silent adm-zip@0.6.1 decompress@4.2.1 extract-zip@2.0.1 unzipper@0.12.5; } \
  >install.log 2>&1 || { echo 'The packages could not be installed (Debian 12, after apt-get update).' >&2; exit 2; }
cat >unpack.cjs <<'JS'
const { join } = require('node:path');
const [name, to] = process.argv.slice(2);
({
  'adm-zip': () => new (require('adm-zip'))('app.zip').extractAllTo(to),
  decompress: () => require('decompress')('app.zip', to),
  'extract-zip': () => require('extract-zip')('app.zip', { dir: join(__dirname, to) }),
  unzipper: async () => (await require('unzipper').Open.file('app.zip')).extract({ path: to }),
})[name]();
JS
pack() { # the way to compile
  rm -rf app app.zip
  mkdir app
  for second in 1 2 3 4; do
    echo "value = $second" >"app/module$second.py"
    touch -d "2026-01-01 10:00:0$second UTC" "app/module$second.py"
  done
  python3 -m compileall -q "$@" app
  python3 -m zipfile -c app.zip app
}
# How many of the four modules Python compiles again.
stale() { python3 -v -B -c "import sys; sys.path.insert(0, '$1'); import module1, module2, module3, module4" 2>&1 | grep -c 'bytecode is stale' || true; }
check() { # the name, then the command that unpacks into out
  rm -rf out
  "${@:2}"
  echo "$1: $(stale out/app) of 4 stale"
}
seen=$(
  pack
  echo "compiled: $(stale app) of 4 stale"
  check 'shutil' python3 -c 'import shutil; shutil.unpack_archive("app.zip", "out")'
  check 'python3 -m zipfile -e' python3 -m zipfile -e app.zip out
  for name in extract-zip unzipper adm-zip decompress; do check "$name" node unpack.cjs "$name" out; done
  check 'unzip' root/usr/bin/unzip -q app.zip -d out
  pack --invalidation-mode unchecked-hash
  check 'shutil, unchecked-hash' python3 -c 'import shutil; shutil.unpack_archive("app.zip", "out")'
)
python3 --version
echo 'adm-zip 0.6.1, decompress 4.2.1, extract-zip 2.0.1, unzipper 0.12.5 (npm), unzip 6.0 (Debian 12)'
echo "$seen"
[ "$seen" = 'compiled: 0 of 4 stale
shutil: 4 of 4 stale
python3 -m zipfile -e: 4 of 4 stale
extract-zip: 4 of 4 stale
unzipper: 4 of 4 stale
adm-zip: 2 of 4 stale
decompress: 2 of 4 stale
unzip: 2 of 4 stale
shutil, unchecked-hash: 0 of 4 stale' ] || { echo 'This has changed.' >&2; exit 1; }
