#!/usr/bin/env bash
# Guess: the Python SDK writes event data that is a list as JSON in both modes, as it does with a dict.
# What happens: in binary mode only a dict becomes JSON. A list, a bool or None inside a list is written as Python
# prints it, single quotes and `True` included, under content type application/json.
# Why it matters: a list is the usual data of a batch of records. Every receiver fails to parse it, also the SDK
# itself, which then gives the text without an error. Structured mode is right, so a test in that mode sees nothing.
set -euo pipefail
command -v python3 >/dev/null || { echo 'This needs python3.' >&2; exit 2; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m pip install --quiet --disable-pip-version-check --target packages cloudevents==2.2.0 2>pip.log ||
  { cat pip.log; echo 'The package could not be installed.' >&2; exit 2; }

seen=$(PYTHONPATH=packages python3 - <<'PY'
from cloudevents.core.bindings import http
from cloudevents.core.v1.event import CloudEvent

def event(data):
    return CloudEvent({"id": "1", "source": "/s", "type": "t", "datacontenttype": "application/json"}, data)

print("dict  ", http.to_binary_event(event({"ok": True})).body.decode())
print("list  ", http.to_binary_event(event([{"ok": True}, None])).body.decode())
print("bool  ", http.to_binary_event(event(True)).body.decode())
print("parsed", repr(http.from_http_event(http.to_binary_event(event([{"ok": True}]))).get_data()))
PY
)
echo "cloudevents $(PYTHONPATH=packages python3 -c 'import importlib.metadata as m; print(m.version("cloudevents"))'), $(python3 --version)"
echo "$seen"
[ "$seen" = "dict   {\"ok\": true}
list   [{'ok': True}, None]
bool   True
parsed \"[{'ok': True}]\"" ] || { echo 'This has changed.' >&2; exit 1; }
