#!/usr/bin/env bash
# Guess: `mksquashfs FOLDER IMAGE` replaces IMAGE, as `tar -cf` and mkfs do.
# What happens: it adds to the image that is there: the changed app.py becomes app.py_1, next to the old app.py, and a file that was
# deleted stays. It exits 0 and says so on the terminal only. `-noappend` replaces the image.
# Why it matters: the second build of a layer, an application or a machine image runs the code of the first one, and grows each time.
# A clean build in CI is right, so it looks as if the developer's machine were broken.
set -euo pipefail
for tool in apt-get dpkg; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
{ apt-get download 'squashfs-tools=1:4.5.1-*' 'liblzo2-2=2.10-*' && for package in *.deb; do dpkg -x "$package" root || exit; done; } \
  >install.log 2>&1 || { echo 'The packages could not be installed (Debian 12, after apt-get update).' >&2; exit 2; }
libraries=$(echo root/lib/*-linux-gnu)
make() { HOME=$dir LD_LIBRARY_PATH=$libraries root/usr/bin/mksquashfs app app.squashfs -quiet -no-progress "$@" >make.log 2>&1; }
unpack() { rm -rf out; LD_LIBRARY_PATH=$libraries root/usr/bin/unsquashfs -quiet -no-progress -d out app.squashfs >unpack.log 2>&1; }
show() {
  unpack
  echo "$1:" "$(cd out && for file in *; do echo "$file ($(cat "$file"))"; done | paste -sd ' ')"
}
mkdir app
echo first >app/app.py
echo first >app/removed.py
make
seen=$(show 'first build')
rm app/removed.py
echo second >app/app.py
status=0
make || status=$?
seen+="
$(show "second build, status $status")"
make -noappend
seen+="
$(show '-noappend')"
echo 'squashfs-tools 4.5.1 (Debian 12)'
echo "$seen"
[ "$seen" = 'first build: app.py (first) removed.py (first)
second build, status 0: app.py (first) app.py_1 (second) removed.py (first)
-noappend: app.py (second)' ] || { echo 'This has changed.' >&2; exit 1; }
