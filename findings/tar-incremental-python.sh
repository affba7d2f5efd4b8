#!/usr/bin/env bash
# Guess: the first archive of `tar --listed-incremental` is an ordinary tar for readers without support for increments;
# at worst its folders, which have a type of their own, are missing.
# What happens: Python's tarfile and npm's decompress put every name, also that of ordinary files, below a folder of
# eleven digits: 15254235600/folder/a.txt. GNU tar writes the time of access where POSIX has the first part of a long
# name, and they read the one as the other. npm's tar and modern-tar have the names.
# Why it matters: `tar -g` is what backup scripts use. A look-up by name finds nothing, or only until the file has been
# read once more, and getnames() looks plausible. (extractall raises an error, if the archive has folders.)
set -euo pipefail
for tool in node npm python3 tar; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
tar --version | grep -q 'GNU tar' || { echo 'This needs GNU tar.' >&2; exit 2; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --prefix . --no-save --no-audit --no-fund --silent tar@7.5.23 modern-tar@0.8.6 decompress@4.2.1 ||
  { echo 'The packages could not be installed.' >&2; exit 2; }

mkdir folder
echo one >folder/a.txt
touch -a -d @1790000000 folder/a.txt
tar --listed-incremental=snapshot --atime-preserve=system -cf backup.tar folder
tar --extract --file backup.tar --to-stdout folder/a.txt >/dev/null
cat >read.mjs <<'JS'
import { createReadStream } from 'node:fs';
import * as tar from 'tar';
import { unpackTar } from 'modern-tar';
import { Readable } from 'node:stream';
import decompress from 'decompress';
const names = [];
await tar.t({ file: 'backup.tar', onReadEntry: (entry) => names.push(entry.path) });
console.log('tar:', names.at(-1));
console.log('modern-tar:', (await unpackTar(Readable.toWeb(createReadStream('backup.tar')))).at(-1).header.name);
console.log('decompress:', (await decompress('backup.tar')).at(-1).path);
JS
seen=$(
  echo "GNU tar: $(tar -tf backup.tar | tail -1)"
  node read.mjs
  echo "tarfile: $(python3 -c 'import tarfile; print(tarfile.open("backup.tar").getnames()[-1])')"
)
echo "$(tar --version | sed -n 1p), $(python3 --version), tar 7.5.23, modern-tar 0.8.6, decompress 4.2.1"
echo "$seen"
[ "$seen" = "GNU tar: folder/a.txt
tar: folder/a.txt
modern-tar: folder/a.txt
decompress: 15254235600/folder/a.txt
tarfile: 15254235600/folder/a.txt" ] || { echo 'This has changed.' >&2; exit 1; }
