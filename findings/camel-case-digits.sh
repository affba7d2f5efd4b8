#!/usr/bin/env bash
# Guess: a field `i18n_key` or `address_line_1` has one name in camel case, and the way back gives the first name again, at least within one
# library.
# What happens: i18n_key is i18NKey for pydantic and lodash and i18nKey for serde, humps, camelcase and protobuf; address_line_1 is
# addressLine_1 for change-case. Back again, pydantic and lodash make ipv_4_address of ipv4_address, and humps address_line1 of
# address_line_1.
# Why it matters: a service in Python that offers camel case with pydantic's generator and a client that converts by itself agree on all fields
# but those with digits, which are missing or, with defaults, silently empty.
set -euo pipefail
for tool in cargo node npm python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
{ npm install --prefix . --no-save --no-audit --no-fund --silent camelcase@9.0.0 humps@2.0.1 change-case@5.4.4 lodash@4.18.1 &&
  python3 -m pip install --quiet --disable-pip-version-check --target packages pydantic==2.14.4 protobuf==7.36.2 2>pip.log; } ||
  { echo 'The packages could not be installed.' >&2; exit 2; }
mkdir src
cat >Cargo.toml <<'TOML'
[package]
name = "example"
version = "1.0.0"
edition = "2021"

[dependencies]
serde = { version = "=1.0.229", features = ["derive"] }
serde_json = "=1.0.154"
TOML
cat >src/main.rs <<'RUST'
#[derive(Default, serde::Serialize)]
#[serde(rename_all = "camelCase")]
struct Fields {
    i18n_key: u8,
    address_line_1: u8,
    ipv4_address: u8,
}

fn main() {
    let value = serde_json::to_value(Fields::default()).unwrap();
    let mut names: Vec<_> = value.as_object().unwrap().keys().cloned().collect();
    names.sort_by_key(|name| ["i18", "add", "ipv"].iter().position(|start| name.starts_with(start)));
    println!("serde: {}", names.join(" "));
}
RUST
CARGO_TARGET_DIR=target cargo build -q 2>build.log || { cat build.log >&2; echo 'The crates could not be installed.' >&2; exit 2; }
cat >names.mjs <<'JS'
import camelcase from 'camelcase';
import { camelCase, snakeCase } from 'change-case';
import humps from 'humps';
import lodash from 'lodash';
const fields = ['i18n_key', 'address_line_1', 'ipv4_address'];
console.log('camelcase:', ...fields.map((name) => camelcase(name)));
for (const [name, to, back] of [
  ['humps', humps.camelize, humps.decamelize],
  ['lodash', lodash.camelCase, lodash.snakeCase],
  ['change-case', camelCase, snakeCase],
])
  console.log(`${name}:`, ...fields.map((field) => to(field)), '- back:', ...fields.map((field) => back(to(field))));
JS
cat >names.py <<'PY'
from google.protobuf import descriptor_pb2, descriptor_pool
from pydantic.alias_generators import to_camel, to_snake
fields = ["i18n_key", "address_line_1", "ipv4_address"]
print("pydantic:", *map(to_camel, fields), "- back:", *(to_snake(to_camel(name)) for name in fields))
file = descriptor_pb2.FileDescriptorProto(name="fields.proto", syntax="proto3")
message = file.message_type.add(name="Fields")
for number, name in enumerate(fields, 1):
    message.field.add(name=name, number=number, type="TYPE_STRING", label="LABEL_OPTIONAL")
pool = descriptor_pool.DescriptorPool()
pool.Add(file)
print("protobuf:", *(pool.FindMessageTypeByName("Fields").fields_by_name[name].json_name for name in fields))
PY
seen=$(PYTHONPATH=packages python3 names.py; node names.mjs; target/debug/example)
echo 'PyPI pydantic 2.14.4, protobuf 7.36.2, npm camelcase 9.0.0, humps 2.0.1, lodash 4.18.1, change-case 5.4.4, crates.io serde 1.0.229'
echo "$seen"
[ "$seen" = 'pydantic: i18NKey addressLine1 ipv4Address - back: i_18_n_key address_line_1 ipv_4_address
protobuf: i18nKey addressLine1 ipv4Address
camelcase: i18nKey addressLine1 ipv4Address
humps: i18nKey addressLine1 ipv4Address - back: i18n_key address_line1 ipv4_address
lodash: i18NKey addressLine1 ipv4Address - back: i_18_n_key address_line_1 ipv_4_address
change-case: i18nKey addressLine_1 ipv4Address - back: i18n_key address_line_1 ipv4_address
serde: i18nKey addressLine1 ipv4Address' ] || { echo 'This has changed.' >&2; exit 1; }
