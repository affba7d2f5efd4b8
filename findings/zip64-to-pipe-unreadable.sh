#!/usr/bin/env bash
# Guess: Info-ZIP's `zip -fz` (force zip64) writes a readable archive to a pipe, as it does to a file.
# What happens: into a pipe it leaves out the zip64 end record and its locator, while the end record says "look there".
# unzip and Python refuse the archive. zip exits 0.
# Why it matters: -fz is what one sets so that a large archive can be streamed. The upload succeeds, and the first reader
# finds that it cannot be opened.
set -euo pipefail
for tool in zip unzip python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
echo hello >f.txt
read_with() { "$@" >/dev/null 2>&1 && echo 'reads it' || echo 'refuses it'; }
status=0
zip -q -fz file.zip f.txt
zip -q -fz - f.txt | cat >pipe.zip || status=$?
seen="zip to a pipe: exit $status
$(for name in file pipe; do
  records=$(python3 -c 'import sys; print(open(sys.argv[1], "rb").read().count(b"PK\x06\x06"))' $name.zip)
  echo "$name.zip: zip64 end records: $records, unzip $(read_with unzip -t $name.zip), Python $(read_with python3 -m zipfile -t $name.zip)"
done)"
zip -v | sed -n 2p
echo "$seen"
[ "$seen" = 'zip to a pipe: exit 0
file.zip: zip64 end records: 1, unzip reads it, Python reads it
pipe.zip: zip64 end records: 0, unzip refuses it, Python refuses it' ] || { echo 'This has changed.' >&2; exit 1; }
