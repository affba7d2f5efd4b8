#!/usr/bin/env bash
# Guess: the content type says which mode an event is in. A structured event may carry its attributes as ce- headers
# too (the HTTP binding allows it), and is then read from its body.
# What happens: the Python SDK takes any ce- header for binary mode. The whole envelope becomes the data, the content
# type of the data is application/cloudevents+json, and attributes that are only in the body are lost. With only some
# of the headers it raises an error.
# Why it matters: senders copy the headers so that proxies can route on them. The function runs, with wrong data.
set -euo pipefail
command -v python3 >/dev/null || { echo 'This needs python3.' >&2; exit 2; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m pip install --quiet --disable-pip-version-check --target packages cloudevents==2.2.0 2>pip.log ||
  { cat pip.log; echo 'The package could not be installed.' >&2; exit 2; }

seen=$(PYTHONPATH=packages python3 - <<'PY'
from importlib.metadata import version
from cloudevents.core.bindings.http import HTTPMessage, from_http_event

body = b'{"specversion":"1.0","id":"1","source":"/s","type":"t","subject":"x","data":{"a":1}}'
copied = {"ce-specversion": "1.0", "ce-id": "1", "ce-source": "/s", "ce-type": "t"}

def show(name, headers):
    try:
        event = from_http_event(HTTPMessage({"content-type": "application/cloudevents+json", **headers}, body))
        print(f"{name}: subject {event.get_subject()}, data has {sorted(event.get_data())}")
    except Exception as error:
        print(f"{name}: {type(error).__name__}")

print("cloudevents", version("cloudevents"))
show("body only", {})
show("all required attributes copied", copied)
show("only ce-id copied", {"ce-id": "1"})
PY
)
echo "$seen"
[ "$seen" = "cloudevents 2.2.0
body only: subject x, data has ['a']
all required attributes copied: subject None, data has ['data', 'id', 'source', 'specversion', 'subject', 'type']
only ce-id copied: CloudEventValidationError" ] || { echo 'This has changed.' >&2; exit 1; }
