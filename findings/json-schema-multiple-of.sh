#!/usr/bin/env bash
# Guess: `"multipleOf": 0.01` accepts each price with two decimals; 19.99 is a multiple of 0.01.
# What happens: ajv and Python's jsonschema say that it is not: 19.99 / 0.01 is 1998.9999999999998. They refuse 0.07 and
# 4.35, too, and accept 19.98. @cfworker/json-schema, @hyperjump/json-schema, fastjsonschema and jsonschema-rs accept
# them all.
# Why it matters: a form in the browser accepts what the service refuses, for some prices only. ajv has an option for it
# (multipleOfPrecision), which few have heard of.
set -euo pipefail
for tool in node npm python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
{ npm install --prefix . --no-save --no-audit --no-fund --silent ajv@8.20.0 @cfworker/json-schema@4.1.6 @hyperjump/json-schema@1.18.0 &&
  python3 -m pip install --quiet --disable-pip-version-check --target packages jsonschema==4.26.0 fastjsonschema==2.22.3 \
    jsonschema-rs==0.61.2 2>pip.log; } ||
  { echo 'The packages could not be installed.' >&2; exit 2; }

cat >check.mjs <<'JS'
import { Validator } from '@cfworker/json-schema';
import { registerSchema, validate } from '@hyperjump/json-schema/draft-2020-12';
import { Ajv } from 'ajv';
const schema = { type: 'number', multipleOf: 0.01 };
registerSchema({ $schema: 'https://json-schema.org/draft/2020-12/schema', ...schema }, 'https://example.org/price');
const ajv = new Ajv().compile(schema);
const cfworker = new Validator(schema);
const hyperjump = await validate('https://example.org/price');
for (const [name, check] of Object.entries({
  ajv,
  '@cfworker/json-schema': (price) => cfworker.validate(price).valid,
  '@hyperjump/json-schema': (price) => hyperjump(price).valid,
}))
  console.log(`${name}:`, ...[19.98, 19.99, 4.35, 0.07].map((price) => `${price}=${check(price)}`));
JS
cat >check.py <<'PY'
import fastjsonschema, jsonschema, jsonschema_rs
schema = {"type": "number", "multipleOf": 0.01}
compiled = fastjsonschema.compile(schema)

def fast(price):
    try:
        compiled(price)
        return True
    except fastjsonschema.JsonSchemaValueException:
        return False

for name, check in {
    "jsonschema": jsonschema.Draft202012Validator(schema).is_valid,
    "fastjsonschema": fast,
    "jsonschema-rs": jsonschema_rs.validator_for(schema).is_valid,
}.items():
    print(f"{name}:", *(f"{price}={str(check(price)).lower()}" for price in (19.98, 19.99, 4.35, 0.07)))
PY
seen=$(node check.mjs; PYTHONPATH=packages python3 check.py)
echo 'ajv 8.20.0, @cfworker/json-schema 4.1.6, @hyperjump/json-schema 1.18.0 (npm)'
echo 'jsonschema 4.26.0, fastjsonschema 2.22.3, jsonschema-rs 0.61.2 (PyPI)'
echo "$seen"
[ "$seen" = 'ajv: 19.98=true 19.99=false 4.35=false 0.07=false
@cfworker/json-schema: 19.98=true 19.99=true 4.35=true 0.07=true
@hyperjump/json-schema: 19.98=true 19.99=true 4.35=true 0.07=true
jsonschema: 19.98=true 19.99=false 4.35=false 0.07=false
fastjsonschema: 19.98=true 19.99=true 4.35=true 0.07=true
jsonschema-rs: 19.98=true 19.99=true 4.35=true 0.07=true' ] || { echo 'This has changed.' >&2; exit 1; }
