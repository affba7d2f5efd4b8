#!/usr/bin/env bash
# Guess: Debian's `7z` and `7zz` are one program under two names: both say "7-Zip 26.02".
# What happens: `7z a` (p7zip-full) stores a symbolic link as a link, `7zz a` (7zip) stores a copy of what it points to.
# Why it matters: scripts use whichever is there. With 7zz an archive of a virtual environment or of node_modules/.bin grows
# by a copy per link; with 7z a reader without links gets a file that holds a path. `-snl` makes 7zz store links.
set -euo pipefail
for tool in unzip apt-get dpkg; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
{ apt-get download '7zip=22.01+really26.02+dfsg-0+deb12u1' 'p7zip-full=16.02+really26.02+dfsg-0+deb12u1' >/dev/null 2>&1 &&
  for package in ./*.deb; do dpkg -x "$package" root; done; } ||
  { echo 'The packages could not be installed (Debian 12, after apt-get update).' >&2; exit 2; }

mkdir code
echo hello >code/f.txt
ln -s f.txt code/link
cd code
# /usr/bin/7z of the package is a script that starts this.
../root/usr/lib/p7zip/7z a -bd ../7z.zip . | grep -oE '7-Zip .*26.02' >../versions
../root/usr/bin/7zz a -bd ../7zz.zip . | grep -oE '7-Zip .*26.02' >>../versions
../root/usr/bin/7zz a -bd -snl ../7zz-snl.zip . >/dev/null
cd ..
show() {
  case $(unzip -Z "$1.zip" link) in
    l*) echo "$1: a link" ;;
    *) echo "$1: a copy" ;;
  esac
}
seen=$(show 7z; show 7zz; show 7zz-snl)
cat versions
echo "$seen"
[ "$seen" = '7z: a link
7zz: a copy
7zz-snl: a link' ] || { echo 'This has changed.' >&2; exit 1; }
