#!/usr/bin/env bash
# Guess: ExponentialBackoff::from_millis(100) waits 100 ms, 200 ms, 400 ms, as the same words do elsewhere.
# What happens: 100 ms, then 10 s, then almost 17 minutes: the argument is the base that is raised to the power, in
# milliseconds. Both tokio-retry and its successor tokio-retry2 do so; from_millis(1000) waits 11 days before the third retry.
# Why it matters: tests that see one failure pass; in production the second failure of a start holds a container for
# minutes. `from_millis(2).factor(50)` doubles from 100 ms.
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
tokio-retry = "=0.3.2"
tokio-retry2 = "=0.9.1"
TOML
cat >src/main.rs <<'RUST'
fn main() {
    use tokio_retry::strategy::ExponentialBackoff as One;
    use tokio_retry2::strategy::ExponentialBackoff as Two;
    println!("tokio-retry, 100: {:?}", One::from_millis(100).take(3).collect::<Vec<_>>());
    println!("tokio-retry2, 100: {:?}", Two::from_millis(100).take(3).collect::<Vec<_>>());
    println!("tokio-retry, 1000: {:?}", One::from_millis(1000).take(3).collect::<Vec<_>>());
    println!("tokio-retry, 2, factor 50: {:?}", One::from_millis(2).factor(50).take(3).collect::<Vec<_>>());
}
RUST
CARGO_TARGET_DIR=target cargo build -q 2>build.log || { cat build.log; echo 'The packages could not be installed.' >&2; exit 2; }

seen=$(target/debug/example)
echo 'tokio-retry 0.3.2, tokio-retry2 0.9.1 (crates.io)'
echo "$seen"
[ "$seen" = 'tokio-retry, 100: [100ms, 10s, 1000s]
tokio-retry2, 100: [100ms, 10s, 1000s]
tokio-retry, 1000: [1s, 1000s, 1000000s]
tokio-retry, 2, factor 50: [100ms, 200ms, 400ms]' ] || { echo 'This has changed.' >&2; exit 1; }
