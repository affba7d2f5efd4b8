#!/usr/bin/env bash
# Guess: the crates that read "1h30m" agree on the other units, and an "M" is either refused or one thing.
# What happens: "1M" is a month for humantime and parse_duration, and a minute for duration-str. A month and a year have three lengths.
# A plain 90 is 90 seconds for two and an error for humantime; "1.5s" is an error for duration-str.
# Why it matters: a time limit or a period of storage of "1M" becomes 44,000 times as long or as short when a program exchanges the
# crate, or when one setting goes to two programs, and both start without a warning.
set -euo pipefail
command -v cargo >/dev/null || { echo 'This needs cargo.' >&2; exit 2; }
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
duration-str = "=0.17.0"
humantime = "=2.4.0"
parse_duration = "=2.1.1"
TOML
cat >src/main.rs <<'RUST'
use std::time::Duration;

fn show(value: Option<Duration>) -> String {
    value.map_or("error".to_string(), |value| format!("{} s", value.as_secs_f64()))
}

fn main() {
    for text in ["1h30m", "1m", "1M", "1month", "1y", "90", "1.5s"] {
        println!(
            "{text}: humantime {}, duration-str {}, parse_duration {}",
            show(humantime::parse_duration(text).ok()),
            show(duration_str::parse(text).ok()),
            show(parse_duration::parse(text).ok())
        );
    }
}
RUST
CARGO_TARGET_DIR=target cargo build -q 2>build.log || { cat build.log; echo 'The crates could not be installed.' >&2; exit 2; }
seen=$(target/debug/example)
echo 'humantime 2.4.0, duration-str 0.17.0, parse_duration 2.1.1 (crates.io)'
echo "$seen"
[ "$seen" = '1h30m: humantime 5400 s, duration-str 5400 s, parse_duration 5400 s
1m: humantime 60 s, duration-str 60 s, parse_duration 60 s
1M: humantime 2630016 s, duration-str 60 s, parse_duration 2629746 s
1month: humantime 2630016 s, duration-str 2592000 s, parse_duration 2629746 s
1y: humantime 31557600 s, duration-str 31536000 s, parse_duration 31556952 s
90: humantime error, duration-str 90 s, parse_duration 90 s
1.5s: humantime 1.5 s, duration-str error, parse_duration 1.5 s' ] || { echo 'This has changed.' >&2; exit 1; }
