#!/usr/bin/env bash
# Guess: Bun.Archive unpacks a tar that GNU tar wrote, with all its files: symbolic links, modes and sparse files come out.
# What happens: of two names of one file only the first comes out. tar stores the second as a hard link; extract leaves it out without an
# error, and files does not list it. GNU tar and Python unpack both.
# Why it matters: tar writes hard links without being asked, for whatever has two names on disk: what ostree and pnpm lay out, programs of
# one binary with many names (git, busybox), copies by `cp -al`. The missing name is noticed when it is needed.
set -euo pipefail
for tool in npm tar python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --prefix . --no-save --no-audit --no-fund --silent bun@1.4.4 || { echo 'The package could not be installed.' >&2; exit 2; }
bun=node_modules/.bin/bun
mkdir source gnu
echo hello >source/a
ln source/a source/b
ln -s a source/c
tar -cf source.tar -C source a b c
tar -xf source.tar -C gnu
python3 -c 'import tarfile; tarfile.open("source.tar").extractall("python")' 2>/dev/null
cat >unpack.mjs <<'JS'
const archive = new Bun.Archive(await Bun.file('source.tar').bytes());
await archive.extract('bun');
console.log(`files: ${[...(await archive.files()).keys()].join(' ')}`);
JS
seen="$("$bun" unpack.mjs)
$(for reader in gnu python bun; do echo "$reader: $(ls "$reader" | xargs)"; done)"
echo "Bun $("$bun" --version), $(tar --version | head -n 1), $(python3 --version)"
echo "$seen"
[ "$seen" = 'files: a
gnu: a b c
python: a b c
bun: a c' ] || { echo 'This has changed.' >&2; exit 1; }
