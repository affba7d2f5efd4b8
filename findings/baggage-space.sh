#!/usr/bin/env bash
# Guess: OpenTelemetry's Python and JavaScript packages read each other's W3C baggage.
# What happens: Python writes a space as "+" and reads "+" as a space, as HTML forms do. JavaScript writes %20 and leaves
# "+" alone. "red shoes" from Python is "red+shoes" in JavaScript; a literal "1+1" from anyone is "1 1" in Python. Python
# also takes the properties after ";" for a part of the value, and encodes them into it when it passes the header on.
# Why it matters: baggage carries tenant names, flags and user input along a chain of functions. They change on the way
# in a mixed fleet, and nothing is logged.
set -euo pipefail
for tool in node npm python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
{ npm install --prefix . --no-save --no-audit --no-fund --silent @opentelemetry/core@3.1.1 @opentelemetry/api@1.10.0 &&
  python3 -m pip install --quiet --disable-pip-version-check --target packages opentelemetry-api==1.45.2 2>pip.log; } ||
  { echo 'The packages could not be installed.' >&2; exit 2; }

cat >baggage.py <<'PY'
import sys
from opentelemetry import baggage
from opentelemetry.baggage.propagation import W3CBaggagePropagator

def write(context):
    headers = {}
    W3CBaggagePropagator().inject(headers, context)
    return headers["baggage"]

if sys.argv[1] == "write":
    print(write(baggage.set_baggage("item", sys.argv[2])))
else:
    context = W3CBaggagePropagator().extract({"baggage": sys.argv[2]})
    print(baggage.get_all(context)["item"] if sys.argv[1] == "read" else write(context))
PY
cat >baggage.cjs <<'JS'
const { ROOT_CONTEXT, defaultTextMapGetter, defaultTextMapSetter, propagation } = require('@opentelemetry/api');
const { W3CBaggagePropagator } = require('@opentelemetry/core');
const [verb, text] = process.argv.slice(2);
const propagator = new W3CBaggagePropagator();
const write = (context) => {
  const headers = {};
  propagator.inject(context, headers, defaultTextMapSetter);
  return headers.baggage;
};
if (verb === 'write')
  console.log(write(propagation.setBaggage(ROOT_CONTEXT, propagation.createBaggage({ item: { value: text } }))));
else {
  const context = propagator.extract(ROOT_CONTEXT, { baggage: text }, defaultTextMapGetter);
  console.log(verb === 'read' ? propagation.getBaggage(context).getEntry('item').value : write(context));
}
JS
export PYTHONPATH=packages
python() { python3 baggage.py "$@"; }
javascript() { node baggage.cjs "$@"; }
seen="red shoes, Python to JavaScript: $(javascript read "$(python write 'red shoes')")
red shoes, JavaScript to Python: $(python read "$(javascript write 'red shoes')")
header item=1+1, read by JavaScript: $(javascript read item=1+1)
header item=1+1, read by Python: $(python read item=1+1)
header item=7;unit=kg, passed on by JavaScript: $(javascript pass 'item=7;unit=kg')
header item=7;unit=kg, passed on by Python: $(python pass 'item=7;unit=kg')"
echo "@opentelemetry/core $(node -p 'JSON.parse(fs.readFileSync("node_modules/@opentelemetry/core/package.json")).version')," \
  "opentelemetry-api $(python3 -c 'import importlib.metadata as m; print(m.version("opentelemetry-api"))')"
echo "$seen"
[ "$seen" = 'red shoes, Python to JavaScript: red+shoes
red shoes, JavaScript to Python: red shoes
header item=1+1, read by JavaScript: 1+1
header item=1+1, read by Python: 1 1
header item=7;unit=kg, passed on by JavaScript: item=7;unit=kg
header item=7;unit=kg, passed on by Python: item=7%3Bunit%3Dkg' ] || { echo 'This has changed.' >&2; exit 1; }
