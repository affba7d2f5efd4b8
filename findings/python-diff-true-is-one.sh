#!/usr/bin/env bash
# Guess: a library that compares two JSON documents reports that `true` became 1, and 1 became `true`.
# What happens: jsondiff and dictdiffer see no difference, since True == 1 in Python; nor between false and 0, or 1 and 1.0.
# deepdiff reports it in an object, but not in a list. jsonpatch always reports it.
# Why it matters: a deployment that is skipped for "no changes" stays with `"final": 1` where a broker wants `true`, and a
# document that is brought up to date from such a difference differs from its source without an error.
set -euo pipefail
command -v python3 >/dev/null || { echo 'This needs python3.' >&2; exit 2; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
{ python3 -m venv venv && venv/bin/pip install -q --disable-pip-version-check jsondiff==2.2.1 dictdiffer==0.10.0 jsonpatch==1.48 deepdiff==9.1.0; } >pip.log 2>&1 ||
  { echo 'The packages could not be installed.' >&2; exit 2; }
cat >compare.py <<'PYTHON'
import json

import deepdiff
import dictdiffer
import jsondiff
import jsonpatch

for one, other in (('{"final": 1}', '{"final": true}'), ('{"replicas": 0}', '{"replicas": false}'), ('{"flags": [1, 2]}', '{"flags": [true, 3]}')):
    old, new = json.loads(one), json.loads(other)
    print(f"{one} to {other}")
    changes = jsondiff.diff(old, new)
    print(f"  jsondiff: {changes or 'no difference'}, which makes {json.dumps(jsondiff.patch(old, changes))}")
    changes = list(dictdiffer.diff(old, new))
    print(f"  dictdiffer: {changes or 'no difference'}, which makes {json.dumps(dictdiffer.patch(changes, old))}")
    print(f"  jsonpatch: {jsonpatch.make_patch(old, new)}")
    print(f"  deepdiff: {' '.join(deepdiff.DeepDiff(old, new)) or 'no difference'}")
PYTHON
seen=$(venv/bin/python compare.py)
echo "jsondiff 2.2.1, dictdiffer 0.10.0, jsonpatch 1.48, deepdiff 9.1.0 (PyPI), $(python3 --version)"
echo "$seen"
[ "$seen" = '{"final": 1} to {"final": true}
  jsondiff: no difference, which makes {"final": 1}
  dictdiffer: no difference, which makes {"final": 1}
  jsonpatch: [{"op": "replace", "path": "/final", "value": true}]
  deepdiff: type_changes
{"replicas": 0} to {"replicas": false}
  jsondiff: no difference, which makes {"replicas": 0}
  dictdiffer: no difference, which makes {"replicas": 0}
  jsonpatch: [{"op": "replace", "path": "/replicas", "value": false}]
  deepdiff: type_changes
{"flags": [1, 2]} to {"flags": [true, 3]}
  jsondiff: {'\''flags'\'': {insert: [(1, 3)], delete: [1]}}, which makes {"flags": [1, 3]}
  dictdiffer: [('\''change'\'', ['\''flags'\'', 1], (2, 3))], which makes {"flags": [1, 3]}
  jsonpatch: [{"op": "replace", "path": "/flags/0", "value": true}, {"op": "replace", "path": "/flags/1", "value": 3}]
  deepdiff: values_changed' ] || { echo 'This has changed.' >&2; exit 1; }
