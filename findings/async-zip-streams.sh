#!/usr/bin/env bash
# Guess: Rust's async_zip writes zip64 only for what needs it: an archive of one file of six bytes is one that any reader takes.
# What happens: an entry that is written as a stream (`write_entry_stream`) has zip64 fields, and so has the end of the archive. BusyBox 1.35.0
# unpacks nothing of it ("short read"); Info-ZIP's unzip takes it. The same file by `write_entry_whole` is a plain zip.
# Why it matters: streams are why one takes this crate, and Alpine's unzip is BusyBox.
set -euo pipefail
for tool in cargo apt-get dpkg unzip; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
mkdir src
cat >Cargo.toml <<'TOML'
[package]
name = "example"
version = "1.0.0"
edition = "2021"

[dependencies]
async_zip = "=0.0.19"
futures-lite = "=2.6.1"
TOML
cat >src/main.rs <<'RUST'
use async_zip::{base::write::ZipFileWriter, Compression, ZipEntryBuilder};
use futures_lite::{future::block_on, AsyncWriteExt};

fn main() {
    block_on(async {
        let entry = || ZipEntryBuilder::new("file.txt".into(), Compression::Stored);
        let mut stream = ZipFileWriter::new(Vec::new());
        let mut file = stream.write_entry_stream(entry()).await.unwrap();
        file.write_all(b"hello\n").await.unwrap();
        file.close().await.unwrap();
        std::fs::write("stream.zip", stream.close().await.unwrap()).unwrap();
        let mut whole = ZipFileWriter::new(Vec::new());
        whole.write_entry_whole(entry(), b"hello\n").await.unwrap();
        std::fs::write("whole.zip", whole.close().await.unwrap()).unwrap();
    });
}
RUST
{ CARGO_TARGET_DIR=target cargo build -q 2>build.log && apt-get download 'busybox=1:1.35.0*' >/dev/null 2>&1 && dpkg -x busybox_*.deb root; } ||
  { cat build.log; echo 'The packages could not be installed (Debian 12, after apt-get update).' >&2; exit 2; }
target/debug/example
seen=$(for name in whole stream; do
  mkdir "$name"
  status=0
  (cd "$name" && ../root/bin/busybox unzip -q ../"$name.zip" 2>&1) || status=$?
  echo "$name: zip64 $(LC_ALL=C grep -cam 1 $'PK\x06\x06' "$name.zip" || true), BusyBox exits $status, $(ls "$name" | wc -l) files, unzip: $(unzip -qqt "$name.zip" >/dev/null && echo 'reads it')"
done)
echo 'async_zip 0.0.19, BusyBox 1.35.0'
echo "$seen"
[ "$seen" = 'whole: zip64 0, BusyBox exits 0, 1 files, unzip: reads it
unzip: short read
stream: zip64 1, BusyBox exits 1, 0 files, unzip: reads it' ] || { echo 'This has changed.' >&2; exit 1; }
