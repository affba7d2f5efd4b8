#!/usr/bin/env bash
# Guess: a service that reads a protobuf message and writes it again keeps the fields that its older schema does not know, as proto3 has
# since its release 3.5.
# What happens: Python, Go and npm's @bufbuild/protobuf keep them. npm's protobufjs and google-protobuf and Rust's prost drop them.
# Why it matters: a router, a queue worker or a function that is deployed later than its peers removes new fields from each message that
# passes through it, if it is written in Rust or with the most used package for JavaScript; no error, and the types are right.
set -euo pipefail
for tool in cargo go node npm python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
{ npm install --prefix . --no-save --no-audit --no-fund --silent protobufjs@8.8.1 @bufbuild/protobuf@2.17.0 google-protobuf@4.0.3 &&
  python3 -m pip install --quiet --disable-pip-version-check --target packages protobuf==7.36.2 2>pip.log; } ||
  { echo 'The packages could not be installed.' >&2; exit 2; }
cat >main.go <<'GO'
package main

import (
	"encoding/hex"
	"fmt"
	"os"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/wrapperspb"
)

func main() {
	bytes, _ := hex.DecodeString(os.Args[1])
	message := &wrapperspb.StringValue{}
	if err := proto.Unmarshal(bytes, message); err != nil {
		panic(err)
	}
	written, err := proto.Marshal(message)
	if err != nil {
		panic(err)
	}
	fmt.Printf("Go: %s, %x\n", message.GetValue(), written)
}
GO
mkdir src
cat >Cargo.toml <<'TOML'
[package]
name = "example"
version = "1.0.0"
edition = "2021"

[dependencies]
hex = "=0.4.3"
prost = "=0.14.6"
TOML
cat >src/main.rs <<'RUST'
use prost::Message;

#[derive(Clone, PartialEq, Message)]
struct StringValue {
    #[prost(string, tag = "1")]
    value: String,
}

fn main() {
    let bytes = hex::decode(std::env::args().nth(1).unwrap()).unwrap();
    let message = StringValue::decode(bytes.as_slice()).unwrap();
    println!("prost: {}, {}", message.value, hex::encode(message.encode_to_vec()));
}
RUST
{ go mod init example && go get google.golang.org/protobuf@v1.36.12 && go build -o example . && CARGO_TARGET_DIR=target cargo build -q; } \
  >build.log 2>&1 || { cat build.log >&2; echo 'The module or the crates could not be installed.' >&2; exit 2; }
cat >read.mjs <<'JS'
import { fromBinary, toBinary } from '@bufbuild/protobuf';
import { StringValueSchema } from '@bufbuild/protobuf/wkt';
import wrappers from 'google-protobuf/google/protobuf/wrappers_pb.js';
import protobuf from 'protobufjs';
const bytes = Buffer.from(process.argv[2], 'hex');
const show = (name, value, written) => console.log(`${name}: ${value}, ${Buffer.from(written).toString('hex')}`);
const buf = fromBinary(StringValueSchema, bytes);
show('@bufbuild/protobuf', buf.value, toBinary(StringValueSchema, buf));
const type = protobuf.parse('syntax = "proto3"; message StringValue { string value = 1; }').root.lookupType('StringValue');
const message = type.decode(bytes);
show('protobufjs', message.value, type.encode(message).finish());
const google = wrappers.StringValue.deserializeBinary(bytes);
show('google-protobuf', google.getValue(), google.serializeBinary());
JS
bytes=0a026f6b120366756c # field 1 "ok", field 2 "ful" of a newer schema
seen=$(echo "sent: $bytes"
  PYTHONPATH=packages python3 -c '
import sys
from google.protobuf.wrappers_pb2 import StringValue
message = StringValue.FromString(bytes.fromhex(sys.argv[1]))
print(f"Python: {message.value}, {message.SerializeToString().hex()}")' $bytes
  ./example $bytes
  node read.mjs $bytes
  target/debug/example $bytes)
echo 'PyPI protobuf 7.36.2, google.golang.org/protobuf v1.36.12, npm @bufbuild/protobuf 2.17.0, protobufjs 8.8.1, google-protobuf 4.0.3, crates.io prost 0.14.6'
echo "$seen"
[ "$seen" = 'sent: 0a026f6b120366756c
Python: ok, 0a026f6b120366756c
Go: ok, 0a026f6b120366756c
@bufbuild/protobuf: ok, 0a026f6b120366756c
protobufjs: ok, 0a026f6b
google-protobuf: ok, 0a026f6b
prost: ok, 0a026f6b' ] || { echo 'This has changed.' >&2; exit 1; }
