#!/usr/bin/env bash
# Guess: a library for bzip2 reads what pbzip2 writes, which `bunzip2` reads, and one for LZ4 what `cat one.lz4 two.lz4` makes.
# What happens: pbzip2 writes one stream for each 900 kB. seek-bzip, compressjs, Rust's bzip2 (BzDecoder) and bzip2-rs return the first one: 900,000 of
# 2,000,000 bytes, without an error. unbzip2-stream reads all. With LZ4, Python's lz4.frame.decompress, lz4js, lz4-napi and lz4_flex
# return the first frame; lz4.frame.open returns both.
# Why it matters: small files of the tests are one stream. The first large one is cut at a round number of bytes, which for a log or
# CSV looks like the end.
set -euo pipefail
for tool in apt-get cargo dpkg node npm python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
{ apt-get download 'pbzip2=1.1.13-*' && dpkg -x pbzip2_*.deb root &&
  npm install --prefix . --no-save --no-audit --no-fund --silent seek-bzip@2.0.0 compressjs@1.0.3 unbzip2-stream@1.4.3 lz4js@0.2.0 lz4-napi@2.10.0 &&
  python3 -m venv venv && venv/bin/pip install -q --disable-pip-version-check lz4==4.4.5; } >install.log 2>&1 ||
  { echo 'The packages could not be installed (Debian 12, after apt-get update).' >&2; exit 2; }
mkdir src
cat >Cargo.toml <<'TOML'
[package]
name = "rust"
version = "1.0.0"
edition = "2021"

[dependencies]
bzip2 = "=0.6.1"
bzip2-rs = "=0.1.2"
lz4_flex = "=0.14.2"
TOML
cat >src/main.rs <<'RUST'
use std::io::Read;

fn show(name: &str, mut reader: impl Read) {
    let mut out = Vec::new();
    let result = reader.read_to_end(&mut out);
    println!("{name}: {} bytes{}", out.len(), if result.is_err() { ", an error" } else { "" });
}

fn main() {
    let data = std::fs::read("log.bz2").unwrap();
    show("bz2, Rust's bzip2, BzDecoder", bzip2::read::BzDecoder::new(&data[..]));
    show("bz2, Rust's bzip2, MultiBzDecoder", bzip2::read::MultiBzDecoder::new(&data[..]));
    show("bz2, bzip2-rs", bzip2_rs::DecoderReader::new(&data[..]));
    show("lz4, lz4_flex", lz4_flex::frame::FrameDecoder::new(&std::fs::read("two.lz4").unwrap()[..]));
}
RUST
CARGO_TARGET_DIR=target cargo build -q 2>build.log || { cat build.log; echo 'The crates could not be installed.' >&2; exit 2; }
python3 -c 'print("\n".join(f"{number:019}" for number in range(100000)))' >log
root/usr/bin/pbzip2 -k -p2 log
cat >two.py <<'PYTHON'
import lz4.frame

data = lz4.frame.compress(b"a" * 1000) + lz4.frame.compress(b"b" * 500)
open("two.lz4", "wb").write(data)
print(f"lz4, lz4.frame.decompress: {len(lz4.frame.decompress(data))} bytes")
print(f"lz4, lz4.frame.open: {len(lz4.frame.open('two.lz4').read())} bytes")
PYTHON
cat >read.mjs <<'JS'
import { createReadStream, readFileSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import compressjs from 'compressjs';
import lz4js from 'lz4js';
import lz4napi from 'lz4-napi';
import seek from 'seek-bzip';
import unbzip2 from 'unbzip2-stream';
const data = readFileSync('log.bz2');
const two = readFileSync('two.lz4');
const show = (name, { length }) => console.log(`${name}: ${length} bytes`);
show('bz2, seek-bzip', seek.decode(data));
show('bz2, compressjs', compressjs.Bzip2.decompressFile(data));
const chunks = [];
for await (const chunk of createReadStream('log.bz2').pipe(unbzip2()).pipe(new PassThrough())) chunks.push(chunk);
show('bz2, unbzip2-stream', Buffer.concat(chunks));
show('lz4, lz4js', lz4js.decompress(two));
show('lz4, lz4-napi', await lz4napi.decompressFrame(two));
JS
seen=$( { echo "bz2, Python: $(python3 -c 'import bz2; print(len(bz2.open("log.bz2").read()))') bytes"; venv/bin/python two.py; node read.mjs; target/debug/rust; } | LC_ALL=C sort)
echo 'pbzip2 1.1.13 (Debian 12), seek-bzip 2.0.0, compressjs 1.0.3, unbzip2-stream 1.4.3, lz4js 0.2.0, lz4-napi 2.10.0 (npm), bzip2 0.6.1, bzip2-rs 0.1.2,'
echo "lz4_flex 0.14.2 (crates.io), lz4 4.4.5 (PyPI), $(python3 --version); of $(wc -c <log) and 1500 bytes:"
echo "$seen"
[ "$seen" = 'bz2, Python: 2000000 bytes
bz2, Rust'\''s bzip2, BzDecoder: 900000 bytes
bz2, Rust'\''s bzip2, MultiBzDecoder: 2000000 bytes
bz2, bzip2-rs: 900000 bytes
bz2, compressjs: 900000 bytes
bz2, seek-bzip: 900000 bytes
bz2, unbzip2-stream: 2000000 bytes
lz4, lz4-napi: 1000 bytes
lz4, lz4.frame.decompress: 1000 bytes
lz4, lz4.frame.open: 1500 bytes
lz4, lz4_flex: 1000 bytes
lz4, lz4js: 1000 bytes' ] || { echo 'This has changed.' >&2; exit 1; }
