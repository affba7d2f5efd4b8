#!/usr/bin/env bash
# Guess: strip-nondeterminism, which makes archives of two builds equal, changes times and the order of entries, and what is unpacked stays the same.
# What happens: in a zip, each symbolic link loses its file type. It is unpacked as a text file that contains the name of its target.
# Why it matters: Debian's debhelper calls it in every build of a package; a zip or jar with a link (`current -> v1`) works before the build and
# is broken in the package, without a message.
set -euo pipefail
for tool in apt-get dpkg perl unzip; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
{ apt-get download 'strip-nondeterminism=1.13.1-1*' 'libfile-stripnondeterminism-perl=1.13.1-1*' 'libarchive-zip-perl=1.68-1*' \
  'libsub-override-perl=0.09-4*' 'zip=3.0-13*' >/dev/null 2>&1 && for package in *.deb; do dpkg -x "$package" root || exit; done; } ||
  { echo 'The packages could not be downloaded.' >&2; exit 2; }
mkdir project
echo 'text' >project/v1
ln -s v1 project/current
(cd project && ../root/usr/bin/zip -qry ../archive.zip .)
kind() { [ -L "$1/current" ] && echo 'a link' || echo "a file with the text \"$(cat "$1/current")\""; }
unzip -q archive.zip -d before
perl -Iroot/usr/share/perl5 root/usr/bin/strip-nondeterminism --type zip -T 1767323046 archive.zip
unzip -q archive.zip -d after
seen="before: $(kind before)
after: $(kind after)"
echo 'strip-nondeterminism 1.13.1, Archive::Zip 1.68'
echo "$seen"
[ "$seen" = 'before: a link
after: a file with the text "v1"' ] || { echo 'This has changed.' >&2; exit 1; }
