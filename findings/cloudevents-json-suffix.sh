#!/usr/bin/env bash
# Guess: data of the type `application/vnd.order+json` or `application/vnd.order+json; charset=utf-8` is JSON for every CloudEvents
# SDK, as the specification says and as `application/json; charset=utf-8` is.
# What happens: npm's cloudevents hands the data of both over as text when the event comes in binary mode. crates.io's
# cloudevents-sdk knows the first and refuses a structured event with the second: "invalid type: map, expected a string".
# Why it matters: many APIs have such types, and frameworks add the charset by themselves: all tests with application/json
# pass, and the first event of a new sender is lost in one language and a text in the other.
set -euo pipefail
for tool in cargo node npm; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
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
cloudevents-sdk = "=0.9.0"
serde_json = "1"
TOML
cat >src/main.rs <<'RUST'
fn main() {
    for kind in ["application/json; charset=utf-8", "application/vnd.order+json", "application/vnd.order+json; charset=utf-8"] {
        let text = format!(r#"{{"specversion":"1.0","id":"1","source":"/s","type":"t","datacontenttype":"{kind}","data":{{"a":1}}}}"#);
        match serde_json::from_str::<cloudevents::Event>(&text) {
            Ok(event) => println!("Rust, {kind}: {}", if matches!(event.data(), Some(cloudevents::Data::Json(_))) { "JSON" } else { "text" }),
            Err(error) => println!("Rust, {kind}: {error}"),
        }
    }
}
RUST
{ CARGO_TARGET_DIR=target cargo build -q 2>build.log && npm install --prefix . --no-save --no-audit --no-fund --silent cloudevents@10.0.0; } ||
  { tail -5 build.log; echo 'The packages could not be installed.' >&2; exit 2; }
seen=$(target/debug/example
node -e '
const { HTTP } = require("cloudevents");
for (const kind of ["application/json; charset=utf-8", "application/vnd.order+json", "application/vnd.order+json; charset=utf-8"]) {
  const attributes = { "ce-specversion": "1.0", "ce-id": "1", "ce-source": "/s", "ce-type": "t", "content-type": kind };
  const { data } = HTTP.toEvent({ headers: attributes, body: JSON.stringify({ a: 1 }) });
  console.log(`JavaScript, ${kind}: ${typeof data === "string" ? "text" : "JSON"}`);
}')
echo 'cloudevents-sdk 0.9.0 (crates.io), cloudevents 10.0.0 (npm)'
echo "$seen"
[ "$seen" = 'Rust, application/json; charset=utf-8: JSON
Rust, application/vnd.order+json: JSON
Rust, application/vnd.order+json; charset=utf-8: invalid type: map, expected a string
JavaScript, application/json; charset=utf-8: JSON
JavaScript, application/vnd.order+json: text
JavaScript, application/vnd.order+json; charset=utf-8: text' ] || { echo 'This has changed.' >&2; exit 1; }
