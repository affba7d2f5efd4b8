#!/usr/bin/env bash
# Guess: a JSON patch (RFC 6902) that replaces or removes a member which is not there fails, and then nothing of it is
# applied.
# What happens: npm's fast-json-patch adds the member that was to be replaced, and takes the removal for done, unless it
# is called with `validateOperation`. PyPI's jsonpatch and Go's evanphx/json-patch fail.
# Why it matters: two who edit the same document rely on the failure to see that it has changed. A typing error in a path
# leaves the old setting, and adds a new one that nobody reads.
set -euo pipefail
for tool in go node npm python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'chmod -R u+w "$dir"; rm -rf "$dir"' EXIT
cd "$dir"
cat >main.go <<'GO'
package main

import (
	"fmt"

	jsonpatch "github.com/evanphx/json-patch/v5"
)

func main() {
	for _, text := range []string{`[{"op":"replace","path":"/limit","value":2}]`, `[{"op":"remove","path":"/limit"}]`} {
		patch, err := jsonpatch.DecodePatch([]byte(text))
		if err != nil {
			panic(err)
		}
		patched, err := patch.Apply([]byte(`{"limits":1}`))
		if err != nil {
			patched = []byte("error")
		}
		fmt.Printf("json-patch: %s\n", patched)
	}
}
GO
{ go mod init example && go get github.com/evanphx/json-patch/v5@v5.9.11 && go build -o example .; } >go.log 2>&1 &&
  npm install --prefix . --no-save --no-audit --no-fund --silent fast-json-patch@3.1.1 &&
  python3 -m pip install --quiet --disable-pip-version-check --target packages jsonpatch==1.33 2>pip.log ||
  { echo 'The packages could not be installed.' >&2; exit 2; }

seen=$(./example
node -e '
const { applyPatch } = require("fast-json-patch");
for (const operation of [{ op: "replace", path: "/limit", value: 2 }, { op: "remove", path: "/limit" }])
  for (const validate of [false, true]) {
    let text = "error";
    try { text = JSON.stringify(applyPatch({ limits: 1 }, [operation], validate).newDocument); } catch {}
    console.log(`fast-json-patch${validate ? ", validateOperation" : ""}: ${text}`);
  }'
PYTHONPATH=packages python3 -c '
import json, jsonpatch
for operation in ({"op": "replace", "path": "/limit", "value": 2}, {"op": "remove", "path": "/limit"}):
    try:
        print("jsonpatch:", json.dumps(jsonpatch.apply_patch({"limits": 1}, [operation])))
    except jsonpatch.JsonPatchConflict:
        print("jsonpatch: error")')
echo 'fast-json-patch 3.1.1 (npm), jsonpatch 1.33 (PyPI), github.com/evanphx/json-patch/v5 v5.9.11'
echo "$seen"
[ "$seen" = 'json-patch: error
json-patch: error
fast-json-patch: {"limits":1,"limit":2}
fast-json-patch, validateOperation: error
fast-json-patch: {"limits":1}
fast-json-patch, validateOperation: error
jsonpatch: error
jsonpatch: error' ] || { echo 'This has changed.' >&2; exit 1; }
