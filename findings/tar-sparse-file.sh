#!/usr/bin/env bash
# Guess: tar readers either unpack a sparse file of `tar -S` in full, or fail.
# What happens: Python and Go unpack it. In GNU's own format npm's node-tar writes nothing, decompress and modern-tar write
# only the bytes that are not a hole; in the pax format all three write a file GNUSparseFile.<PID>/data with a map of the
# holes in front. None of it is an error, not even with node-tar's `strict`.
# Why it matters: a disk image, a database file or a core dump in a layer or a backup is such a file. It comes out missing,
# or short, or under a name that changes from run to run.
set -euo pipefail
for tool in node npm python3 tar; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --prefix . --no-save --no-audit --no-fund --silent tar@7.5.23 decompress@4.2.1 modern-tar@0.8.6 ||
  { echo 'The packages could not be installed.' >&2; exit 2; }

truncate -s 1M data
printf 'end' >>data
tar -S --format=gnu -cf gnu.tar data
tar -S --format=pax -cf pax.tar data
cat >read.mjs <<'JS'
import { createReadStream, mkdirSync, readdirSync, statSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import decompress from 'decompress';
import { unpackTar } from 'modern-tar/fs';
import { x } from 'tar';
const readers = {
  'node-tar': (file, cwd) => x({ file, cwd, strict: true }),
  decompress: (file, folder) => decompress(file, folder),
  'modern-tar': (file, folder) => pipeline(createReadStream(file), unpackTar(folder)),
};
for (const format of ['gnu', 'pax'])
  for (const [name, read] of Object.entries(readers)) {
    const folder = `${format}-${name}`;
    mkdirSync(folder);
    await read(`${format}.tar`, folder);
    const files = readdirSync(folder, { recursive: true }).filter((file) => statSync(`${folder}/${file}`).isFile());
    const found = files.map((file) => `${file.replace(/\.\d+/, '.N')} of ${statSync(`${folder}/${file}`).size} bytes`);
    console.log(`${format}, ${name}:`, found.join() || 'nothing');
  }
JS
seen=$(
  node read.mjs
  for format in gnu pax; do
    python3 -m tarfile -e $format.tar "$format-python"
    echo "$format, Python: data of $(stat -c %s "$format-python/data") bytes"
  done
)
for name in tar decompress modern-tar; do
  echo "$name $(node -p 'JSON.parse(fs.readFileSync("node_modules/" + process.argv[1] + "/package.json")).version' "$name")"
done
tar --version | sed -n 1p
echo "$seen"
[ "$seen" = 'gnu, node-tar: nothing
gnu, decompress: data of 3 bytes
gnu, modern-tar: data of 3 bytes
pax, node-tar: GNUSparseFile.N/data of 515 bytes
pax, decompress: GNUSparseFile.N/data of 515 bytes
pax, modern-tar: GNUSparseFile.N/data of 515 bytes
gnu, Python: data of 1048579 bytes
pax, Python: data of 1048579 bytes' ] || { echo 'This has changed.' >&2; exit 1; }
