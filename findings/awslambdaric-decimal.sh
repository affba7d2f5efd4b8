#!/usr/bin/env bash
# Guess: a Decimal in the result of a Python function is an error, as json.dumps makes it one (DynamoDB returns Decimals).
# What happens: AWS's own runtime client writes it as a bare JSON number with all its digits, and Decimal("NaN") as NaN, which
# is not JSON. json.dumps raises TypeError; a JavaScript caller rounds the digits and cannot parse NaN.
# Why it matters: the function works on Lambda and fails on every other Python runtime and in unit tests that use json. Callers
# get numbers that most of them cannot hold.
set -euo pipefail
for tool in python3 node; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m pip install --quiet --disable-pip-version-check --target packages awslambdaric==4.2.2 2>pip.log ||
  { cat pip.log; echo 'The package could not be installed.' >&2; exit 2; }

cat >write.py <<'PY'
import json, sys
from decimal import Decimal
from awslambdaric.lambda_runtime_marshaller import LambdaMarshaller
result = {"n": Decimal(sys.argv[1])}
print(LambdaMarshaller().marshal_response(result)[0])
try:
    json.dumps(result)
except TypeError as error:
    print("json.dumps:", error, file=sys.stderr)
PY
read_it='try { console.log("JavaScript:", JSON.parse(fs.readFileSync(0, "utf8")).n); } catch (error) { console.log("JavaScript:", error.name); }'
export PYTHONPATH=packages
seen=$(for value in 1.10 0.10000000000000000000000001 NaN; do python3 write.py "$value" 2>error | tee text; node -e "$read_it" <text; done; cat error)
echo "awslambdaric $(python3 -c 'import importlib.metadata as m; print(m.version("awslambdaric"))'), $(python3 --version)"
echo "$seen"
[ "$seen" = '{"n": 1.10}
JavaScript: 1.1
{"n": 0.10000000000000000000000001}
JavaScript: 0.1
{"n": NaN}
JavaScript: SyntaxError
json.dumps: Object of type Decimal is not JSON serializable' ] || { echo 'This has changed.' >&2; exit 1; }
