#!/usr/bin/env bash
# Guess: `unzip` of BusyBox unpacks a small zip64 archive, or fails.
# What happens: of an archive that npm's yazl makes with forceZip64Format it unpacks nothing, says nothing and exits 0. (A very
# short one is refused with "short read".)
# Why it matters: BusyBox is the unzip of Alpine images. A build step or an init container goes on with an empty folder.
# Makers write zip64 without need when the size is not known yet (streams) or when it is forced.
set -euo pipefail
for tool in node npm unzip apt-get dpkg; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
{ npm install --prefix . --no-save --no-audit --no-fund --silent yazl@3.3.1 &&
  apt-get download 'busybox-static=1:1.35.0-4+deb12u1*' >/dev/null 2>&1 && dpkg -x busybox-static_*.deb root; } ||
  { echo 'The packages could not be installed (Debian 12, after apt-get update).' >&2; exit 2; }

seq 1 2000 >f.txt
node -e '
  const yazl = require("yazl");
  const zip = new yazl.ZipFile();
  zip.addFile("f.txt", "f.txt", { forceZip64Format: true });
  zip.end();
  zip.outputStream.pipe(require("node:fs").createWriteStream("code.zip"));'
unpack() {
  local name=$1 status=0
  shift
  mkdir "$name"
  "$@" -q code.zip -d "$name" || status=$?
  echo "$name: exit status $status, files: $(find "$name" -type f | wc -l)"
}
seen=$(unpack busybox root/bin/busybox unzip; unpack unzip unzip)
root/bin/busybox 2>&1 | sed -n 1p
echo "yazl $(node -p 'JSON.parse(fs.readFileSync("node_modules/yazl/package.json")).version')"
echo "$seen"
[ "$seen" = 'busybox: exit status 0, files: 0
unzip: exit status 0, files: 1' ] || { echo 'This has changed.' >&2; exit 1; }
