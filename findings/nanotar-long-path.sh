#!/usr/bin/env bash
# Guess: a tar reader joins the two fields in which the ustar format keeps a path of more than 100 bytes.
# What happens: nanotar reads only the second one: "<folder>/f.txt" is returned as "f.txt", without an error.
# Why it matters: `git archive` and bsdtar split long paths so, while GNU tar does not, and hides it. The
# file lands in the wrong folder, and two files of the same name in deep folders overwrite each other.
set -euo pipefail
for tool in node npm git; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --prefix . --no-save --no-audit --no-fund --silent nanotar@0.3.0 ||
  { echo 'The package could not be installed.' >&2; exit 2; }

folder=$(printf 'd%.0s' {1..120})
mkdir -p "code/$folder"
echo 'hello' >"code/$folder/f.txt"
git init -q code
git -C code add -A
git -C code -c user.name=a -c user.email=a@example.org commit -q -m code
git -C code archive --format=tar -o ../code.tar HEAD

cat >read.mjs <<'JS'
import { readFileSync } from 'node:fs';
import { parseTar } from 'nanotar';
const short = (name) => name.replace(/d{120}/, '<folder of 120>');
for (const entry of parseTar(readFileSync('code.tar'))) console.log('nanotar', entry.type, short(entry.name));
JS
seen=$(node read.mjs; tar -tf code.tar | sed -E 's/d{120}/<folder of 120>/; s/^/tar /')
echo "nanotar $(node -p 'JSON.parse(fs.readFileSync("node_modules/nanotar/package.json")).version'), $(git --version)"
echo "$seen"
[ "$seen" = 'nanotar directory <folder of 120>/
nanotar file f.txt
tar <folder of 120>/
tar <folder of 120>/f.txt' ] || { echo 'This has changed.' >&2; exit 1; }
