#!/usr/bin/env bash
# Guess: Breezy's `brz export` to a zip keeps the executable bit and symbolic links, as git's and Mercurial's do.
# What happens: every file has mode 0644, and a link becomes a text file with ".lnk" behind its name. The tar that the
# same command writes has both.
# Why it matters: a script of the archive cannot be started, and nothing is where the link was. The exit status is 0.
set -euo pipefail
for tool in python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m pip install --quiet --disable-pip-version-check --target lib breezy==3.3.23 2>pip.log ||
  { echo 'The package could not be installed.' >&2; exit 2; }
export PYTHONPATH=$dir/lib HOME=$dir BRZ_EMAIL='x <x@example.org>' BRZ_LOG=/dev/null

mkdir tree
printf '#!/bin/sh\n' >tree/run.sh
chmod 755 tree/run.sh
ln -s run.sh tree/link
(cd tree && python3 -m breezy init -q && python3 -m breezy add -q && python3 -m breezy commit -qm x &&
  python3 -m breezy export -q --root= ../tree.zip && python3 -m breezy export -q --root= ../tree.tar) >brz.log 2>&1 ||
  { cat brz.log; echo 'Breezy does not run.' >&2; exit 2; }
seen=$(python3 - <<'PY'
import tarfile, zipfile
for entry in sorted(zipfile.ZipFile("tree.zip").infolist(), key=lambda entry: entry.filename):
    print("zip:", entry.filename, oct(entry.external_attr >> 16))
for member in sorted(tarfile.open("tree.tar").getmembers(), key=lambda member: member.name):
    print("tar:", member.name, "link" if member.issym() else oct(member.mode))
PY
)
python3 -m breezy --version | sed -n 1p
echo "$seen"
[ "$seen" = 'zip: link.lnk 0o644
zip: run.sh 0o644
tar: link link
tar: run.sh 0o755' ] || { echo 'This has changed.' >&2; exit 1; }
