#!/usr/bin/env bash
# Guess: the one-shot decompress of a library reads what `zstd` and `pzstd` write, or fails if it cannot.
# What happens: of two frames (`cat a.zst b.zst`, which the format allows) python-zstandard returns the first, without an
# error. A file of `pzstd`, which starts with a skippable frame, is "decompressed 0 bytes; expected 4". backports.zstd and
# npm's fzstd read both in full, and so does zstandard's own open().
# Why it matters: logs that are appended, parallel compressors and zstd:chunked layers of images are all made of frames.
set -euo pipefail
for tool in node npm python3 zstd pzstd; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
{ npm install --prefix . --no-save --no-audit --no-fund --silent fzstd@0.1.1 &&
  python3 -m pip install --quiet --disable-pip-version-check --target packages zstandard==0.25.0 backports.zstd==1.8.0 2>pip.log; } ||
  { echo 'The packages could not be installed.' >&2; exit 2; }

printf 'one\n' >a
printf 'two\n' >b
zstd -q a
zstd -q b
cat a.zst b.zst >two-frames.zst
pzstd -q a -o pzstd.zst
cat >read.py <<'PY'
import zstandard
from backports import zstd

def read(decompress):
    try:
        return decompress()
    except zstandard.ZstdError as error:
        return error

for name in ("two-frames", "pzstd"):
    data = open(f"{name}.zst", "rb").read()
    print(f"zstandard.decompress, {name}:", read(lambda: zstandard.decompress(data, max_output_size=100)))
    print(f"zstandard.open, {name}:", zstandard.open(f"{name}.zst", "rb").read())
    print(f"backports.zstd, {name}:", zstd.decompress(data))
PY
seen=$(PYTHONPATH=packages python3 read.py
  node -e 'for (const name of ["two-frames", "pzstd"])
    console.log(`fzstd, ${name}:`, JSON.stringify(Buffer.from(require("fzstd").decompress(fs.readFileSync(`${name}.zst`))).toString()))')
echo "zstandard $(PYTHONPATH=packages python3 -c 'import zstandard; print(zstandard.__version__)'), backports.zstd 1.8.0, fzstd 0.1.1, $(zstd --version | grep -o 'v[0-9.]*[0-9]')"
echo "$seen"
[ "$seen" = "zstandard.decompress, two-frames: b'one\\n'
zstandard.open, two-frames: b'one\\ntwo\\n'
backports.zstd, two-frames: b'one\\ntwo\\n'
zstandard.decompress, pzstd: decompression error: decompressed 0 bytes; expected 4
zstandard.open, pzstd: b'one\\n'
backports.zstd, pzstd: b'one\\n'
fzstd, two-frames: \"one\\ntwo\\n\"
fzstd, pzstd: \"one\\n\"" ] || { echo 'This has changed.' >&2; exit 1; }
