#!/usr/bin/env bash
# Guess: append_dir_all of the crate tar packs a symbolic link as a link, as the program tar, Python's tarfile and Go's AddFS do.
# What happens: it follows links: `current -> v1` becomes a folder with copies of all that is in v1, and a hard link a file of its own. A link
# to a file that is not there is an error. follow_symlinks(false) is needed. HeaderMode::Deterministic sets each file to a date in 2006 and
# makes 0640 0644.
# Why it matters: the image layer or code archive of a tool in Rust is a multiple of the size, a release that is switched by its link no longer
# switches, and a key that only a group could read is there for all.
set -euo pipefail
for tool in cargo go python3 tar; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
mkdir -p src app/v1
echo hello >app/v1/key
chmod 640 app/v1/key
ln -s v1 app/current
cat >Cargo.toml <<'TOML'
[package]
name = "example"
version = "1.0.0"
edition = "2021"

[dependencies]
tar = "=0.4.46"
TOML
cat >src/main.rs <<'RUST'
use std::fs::File;
use tar::{Builder, HeaderMode};

fn main() {
    for (name, mode, follow) in [
        ("default", HeaderMode::Complete, None),
        ("deterministic", HeaderMode::Deterministic, None),
        ("follow_symlinks(false)", HeaderMode::Complete, Some(false)),
    ] {
        let mut builder = Builder::new(File::create(format!("Rust, {name}.tar")).unwrap());
        builder.mode(mode);
        if let Some(follow) = follow {
            builder.follow_symlinks(follow);
        }
        builder.append_dir_all(".", "app").unwrap();
        builder.finish().unwrap();
    }
    std::os::unix::fs::symlink("missing", "app/broken").unwrap();
    let mut builder = Builder::new(Vec::new());
    println!("Rust with a broken link: {}", builder.append_dir_all(".", "app").unwrap_err().kind());
}
RUST
cat >main.go <<'GO'
package main

import (
	"archive/tar"
	"os"
)

func main() {
	file, err := os.Create("Go.tar")
	if err != nil {
		panic(err)
	}
	writer := tar.NewWriter(file)
	if err := writer.AddFS(os.DirFS("app")); err != nil {
		panic(err)
	}
	if err := writer.Close(); err != nil {
		panic(err)
	}
}
GO
{ go build -o pack main.go && CARGO_TARGET_DIR=target cargo build -q; } >build.log 2>&1 || { cat build.log >&2; echo 'The crate could not be installed.' >&2; exit 2; }
./pack
python3 -c '
import os, tarfile
with tarfile.open("Python.tar", "w") as archive:
    for name in os.listdir("app"):
        archive.add(f"app/{name}", name)'
seen=$(target/debug/example
  for file in Go Python 'Rust, default' 'Rust, deterministic' 'Rust, follow_symlinks(false)'; do
    echo "$file"
    TZ=UTC tar -tvf "$file.tar" --full-time | sed -n 's#^\(..........\).* \([0-9]\{4\}\)-.*:[0-9][0-9][.0-9]* \(.*\)#\1 \3 \2#p' | sed 's/ 20[2-9][0-9]$//' |
      grep -E 'key|current' | LC_ALL=C sort -k 2 | sed 's/^/  /'
  done)
echo "crates.io tar 0.4.46, $(go version | cut -d ' ' -f 3), $(python3 --version)"
echo "$seen"
[ "$seen" = 'Rust with a broken link: entity not found
Go
  lrwxrwxrwx current -> v1
  -rw-r----- v1/key
Python
  lrwxrwxrwx current -> v1
  -rw-r----- v1/key
Rust, default
  drwxr-xr-x current
  -rw-r----- current/key
  -rw-r----- v1/key
Rust, deterministic
  drwxr-xr-x current 2006
  -rw-r--r-- current/key 2006
  -rw-r--r-- v1/key 2006
Rust, follow_symlinks(false)
  lrwxrwxrwx current -> v1
  -rw-r----- v1/key' ] || { echo 'This has changed.' >&2; exit 1; }
