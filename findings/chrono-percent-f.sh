#!/usr/bin/env bash
# Guess: a time that Python wrote with "%Y-%m-%d %H:%M:%S.%f" is read by Rust's chrono with the same format, and "05.5" is five and a half
# seconds.
# What happens: chrono's %f is a count of nanoseconds. "05.5" is read as 5.000000005 s and Python's "05.500000" as 5.0005 s, without an
# error; only nine digits are right. Written with it, 5 ms are "005000000". The fraction is `%.f`, without a dot before it. jiff's %f, the
# newer library's, is a fraction.
# Why it matters: durations between events of a Python and a Rust service are off by up to a second, and events of one second change their
# order. Tests with whole seconds pass.
set -euo pipefail
for tool in cargo python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
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
chrono = "=0.4.45"
jiff = "=1.0.2"
TOML
cat >src/main.rs <<'RUST'
use chrono::{NaiveDateTime, Timelike};

fn main() {
    for text in std::env::args().skip(1) {
        let chrono = NaiveDateTime::parse_from_str(&text, "%Y-%m-%d %H:%M:%S.%f").unwrap();
        let fraction = NaiveDateTime::parse_from_str(&text, "%Y-%m-%d %H:%M:%S%.f").unwrap();
        let jiff = jiff::civil::DateTime::strptime("%Y-%m-%d %H:%M:%S.%f", &text).unwrap();
        println!("{text}: nanoseconds by chrono {}, with %.f {}, by jiff {}", chrono.nanosecond(), fraction.nanosecond(), jiff.subsec_nanosecond());
    }
}
RUST
CARGO_TARGET_DIR=target cargo build -q 2>build.log || { cat build.log; echo 'The crates could not be installed.' >&2; exit 2; }
written=$(python3 -c 'import datetime; print(datetime.datetime(2026, 3, 1, 12, 0, 5, 500000).strftime("%Y-%m-%d %H:%M:%S.%f"))')
seen=$(target/debug/example "$written" '2026-03-01 12:00:05.5' '2026-03-01 12:00:05.500' '2026-03-01 12:00:05.500000000')
echo 'crates.io chrono 0.4.45, jiff 1.0.2'
echo "$seen"
[ "$seen" = '2026-03-01 12:00:05.500000: nanoseconds by chrono 500000, with %.f 500000000, by jiff 500000000
2026-03-01 12:00:05.5: nanoseconds by chrono 5, with %.f 500000000, by jiff 500000000
2026-03-01 12:00:05.500: nanoseconds by chrono 500, with %.f 500000000, by jiff 500000000
2026-03-01 12:00:05.500000000: nanoseconds by chrono 500000000, with %.f 500000000, by jiff 500000000' ] || { echo 'This has changed.' >&2; exit 1; }
