#!/usr/bin/env bash
# Guess: the idempotency of AWS Lambda's Powertools is one feature in several languages: a function that is rewritten in another, with the same
# name, table and event, recognizes the events that it has handled already.
# What happens: the key of Python has the name of module and function in it, and the MD5 of JSON with spaces in hexadecimal; the key of
# TypeScript has only the name of the Lambda function, and the MD5 of JSON without spaces in base64. No key is ever the same.
# Why it matters: when the version in the other language is deployed, each event that is delivered again is carried out again, a payment, too.
# In Python it is enough to rename the function or to move it to another file.
set -euo pipefail
for tool in node npm python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
{ npm install --prefix . --no-save --no-audit --no-fund --silent @aws-lambda-powertools/idempotency@2.35.0 &&
  python3 -m pip install --quiet --disable-pip-version-check --target packages aws_lambda_powertools==3.37.0 boto3==1.44.8 2>pip.log; } ||
  { echo 'The packages could not be installed.' >&2; exit 2; }
export AWS_LAMBDA_FUNCTION_NAME=orders
cat >handler.mjs <<'JS'
import { makeIdempotent } from '@aws-lambda-powertools/idempotency';
import { BasePersistenceLayer } from '@aws-lambda-powertools/idempotency/persistence';
class Store extends BasePersistenceLayer {
  async _putRecord(record) {
    console.log(`TypeScript: ${record.idempotencyKey}`);
  }
  async _updateRecord() {}
}
await makeIdempotent(async () => 'paid', { persistenceStore: new Store() })({ id: 7 }, {});
JS
cat >handler.py <<'PY'
from aws_lambda_powertools.utilities.idempotency import BasePersistenceLayer, idempotent_function

class Store(BasePersistenceLayer):
    def _get_record(self, idempotency_key): pass
    def _put_record(self, data_record): print("Python:", data_record.idempotency_key)
    def _update_record(self, data_record): pass
    def _delete_record(self, data_record): pass

@idempotent_function(data_keyword_argument="event", persistence_store=Store())
def pay(event):
    return "paid"

@idempotent_function(data_keyword_argument="event", persistence_store=Store())
def renamed(event):
    return "paid"

pay(event={"id": 7})
renamed(event={"id": 7})
PY
seen=$(PYTHONPATH=packages python3 -W ignore -c 'import handler'; node handler.mjs 2>/dev/null)
echo 'PyPI aws_lambda_powertools 3.37.0, npm @aws-lambda-powertools/idempotency 2.35.0'
echo "$seen"
[ "$seen" = 'Python: orders.handler.pay#02bdf15d4b421ca9bc33f0e538cfce98
Python: orders.handler.renamed#02bdf15d4b421ca9bc33f0e538cfce98
TypeScript: orders#+QlobErfZPeoxGiynm5mqg==' ] || { echo 'This has changed.' >&2; exit 1; }
