#!/usr/bin/env bash
# Guess: a decoder of zstd for JavaScript returns what `zstd -d` returns, or fails.
# What happens: zstdDecompressSync of Node.js 24 returns the first frame only: of two frames the first, and nothing at all of a file that
# begins with a skippable frame, as those of pzstd do. npm's zstddec returns 16 MB for 3,000 bytes that were compressed from a pipe, where
# the frame has no size. fzstd reads them all.
# Why it matters: layers of images (zstd:chunked), log archives and `cat a.zst b.zst` have several frames and skippable ones, and each stream
# has no size. No error is raised: the data is short, empty or far too long.
set -euo pipefail
for tool in apt-get dpkg node npm; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --prefix . --no-save --no-audit --no-fund --silent node@24.11.0 fzstd@0.1.1 zstddec@0.3.4 >npm.log 2>&1 ||
  { echo 'The packages could not be installed.' >&2; exit 2; }
{ apt-get download 'zstd=1.5.4*' >/dev/null 2>&1 && dpkg -x ./zstd*.deb root; } ||
  { echo 'The package could not be installed (Debian 12, after apt-get update).' >&2; exit 2; }
export PATH=$dir/node_modules/.bin:$dir/root/usr/bin:$PATH
printf '%3000s' a >first
printf '%2000s' b >second
zstd -q first second
cat first.zst second.zst >two-frames.zst
printf '\x50\x2a\x4d\x18\x08\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00' | cat - first.zst >skippable-first.zst
zstd -q <first >from-a-pipe.zst
cat >read.mjs <<'JS'
import { readFileSync } from 'node:fs';
import { zstdDecompressSync } from 'node:zlib';
import { decompress } from 'fzstd';
import { ZSTDDecoder } from 'zstddec';
const decoder = new ZSTDDecoder();
await decoder.init();
for (const name of process.argv.slice(2)) {
  const bytes = readFileSync(`${name}.zst`);
  const read = decoder.decode(bytes);
  const length = read.length > 16_000_000 ? 'more than 16,000,000' : read.length;
  console.log(`${name}: Node.js ${zstdDecompressSync(bytes).length}, fzstd ${decompress(bytes).length}, zstddec ${length}`);
}
JS
seen=$(for name in first two-frames skippable-first from-a-pipe; do echo "$name: zstd -d $(zstd -dcq $name.zst | wc -c)"; done
  node read.mjs first two-frames skippable-first from-a-pipe)
echo 'Node.js 24.11.0, npm fzstd 0.1.1, zstddec 0.3.4, zstd 1.5.4'
echo "$seen"
[ "$seen" = 'first: zstd -d 3000
two-frames: zstd -d 5000
skippable-first: zstd -d 3000
from-a-pipe: zstd -d 3000
first: Node.js 3000, fzstd 3000, zstddec 3000
two-frames: Node.js 3000, fzstd 5000, zstddec 5000
skippable-first: Node.js 0, fzstd 3000, zstddec 3000
from-a-pipe: Node.js 3000, fzstd 3000, zstddec more than 16,000,000' ] || { echo 'This has changed.' >&2; exit 1; }
