#!/usr/bin/env bash
# Guess: a zip that PHP's PharData writes has the modes of the files where other programs look for them.
# What happens: the attributes are 0, "made by" is FAT, and the mode is in an extra field only (0x756e, ASi Unix). Info-ZIP's
# unzip, which knows the field, and Python make 0644 of a script. Times are 1980-01-01.
# Why it matters: only PHP sees that a program is executable. PHP's ZipArchive, and PharData as a tar, write modes as usual.
set -euo pipefail
for tool in php unzip python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
php -r 'exit(extension_loaded("phar") ? 0 : 1);' || { echo 'This needs the extension phar of PHP.' >&2; exit 2; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
mkdir source
printf '#!/bin/sh\n' >source/run.sh
chmod 755 source/run.sh

php -r '$zip = new PharData("x.zip", 0, null, Phar::ZIP); $zip->buildFromDirectory("source");'
seen="php: $(php -r '$zip = new PharData("x.zip"); printf("%o", $zip["run.sh"]->getPerms() & 0777);')
$(python3 - <<'PY'
import zipfile
entry = zipfile.ZipFile("x.zip").getinfo("run.sh")
print("attributes:", entry.external_attr, "made by:", entry.create_system, "year:", entry.date_time[0])
print("field 756e:", oct(int.from_bytes(entry.extra[8:10], "little")) if entry.extra[:2] == b"nu" else "none")
PY
)
unzip: $(umask 022; unzip -q x.zip -d out; stat -c %a out/run.sh)"
php --version | sed -n 1p
unzip -v | sed -n 1p
echo "$seen"
[ "$seen" = 'php: 755
attributes: 0 made by: 0 year: 1980
field 756e: 0o755
unzip: 644' ] || { echo 'This has changed.' >&2; exit 1; }
