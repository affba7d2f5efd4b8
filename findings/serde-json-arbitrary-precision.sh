#!/usr/bin/env bash
# Guess: serde_json's feature arbitrary_precision keeps the digits of numbers in a serde_json::Value, and nothing that was
# read without it is refused with it.
# What happens: an f64 in an enum that has `tag` or is `untagged`, or in a struct that is flattened, can no longer be read
# from 21.5: "invalid type: map, expected f64". From 21 it can, and integers work as before.
# Why it matters: Cargo unites features. A dependency that turns it on breaks types of a program that does not
# use it and was not changed, at run time, and only for numbers with a fraction.
set -euo pipefail
command -v cargo >/dev/null || { echo 'This needs cargo.' >&2; exit 2; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
mkdir src
cat >Cargo.toml <<'TOML'
[package]
name = "example"
version = "0.0.0"
edition = "2021"
[dependencies]
serde = { version = "=1.0.229", features = ["derive"] }
serde_json = "=1.0.154"
[features]
of_a_dependency = ["serde_json/arbitrary_precision"]
TOML
cat >src/main.rs <<'RUST'
use serde::{de::DeserializeOwned, Deserialize};
#[allow(dead_code)]
#[derive(Deserialize)]
#[serde(tag = "type")]
enum Tagged {
    Temperature { value: f64 },
}
#[allow(dead_code)]
#[derive(Deserialize)]
#[serde(untagged)]
enum Untagged {
    Number { value: f64 },
    Text { value: String },
}
#[allow(dead_code)]
#[derive(Deserialize)]
struct Reading {
    value: f64,
}
#[allow(dead_code)]
#[derive(Deserialize)]
struct Flattened {
    #[serde(flatten)]
    reading: Reading,
}
fn read<T: DeserializeOwned>(title: &str, value: &str) {
    let text = format!(r#"{{"type":"Temperature","value":{value}}}"#);
    println!("{title} {value}: {}", serde_json::from_str::<T>(&text).map_or_else(|error| error.to_string(), |_| "read".into()));
}
fn main() {
    for value in ["21", "21.5"] {
        read::<Reading>("plain", value);
        read::<Tagged>("tag", value);
        read::<Untagged>("untagged", value);
        read::<Flattened>("flatten", value);
    }
}
RUST
cargo fetch --quiet || { echo 'The crates could not be installed.' >&2; exit 2; }
seen=$(echo 'Without the feature:'; cargo run --quiet; echo 'With it:'; cargo run --quiet --features of_a_dependency)
echo "serde_json 1.0.154, serde 1.0.229, $(rustc --version)"
echo "$seen"
[ "$seen" = 'Without the feature:
plain 21: read
tag 21: read
untagged 21: read
flatten 21: read
plain 21.5: read
tag 21.5: read
untagged 21.5: read
flatten 21.5: read
With it:
plain 21: read
tag 21: read
untagged 21: read
flatten 21: read
plain 21.5: read
tag 21.5: invalid type: map, expected f64
untagged 21.5: data did not match any variant of untagged enum Untagged
flatten 21.5: invalid type: map, expected f64 at line 1 column 35' ] || { echo 'This has changed.' >&2; exit 1; }
