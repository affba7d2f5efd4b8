#!/usr/bin/env bash
# Guess: a JSON merge patch (RFC 7396) replaces an array by the one in the patch, as it is: null deletes members of the
# objects that are merged, not of objects within an array.
# What happens: Go's evanphx/json-patch, which Kubernetes applies patches with, deletes members that are null from objects in
# arrays too. A null that is an element stays. npm's json-merge-patch and the RFC keep both.
# Why it matters: a list of conditions or settings in which null says "explicitly none" arrives without it, and the
# default takes its place; the same patch through another server keeps it.
set -euo pipefail
for tool in go node npm; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
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
	for _, patch := range []string{`{"list":[{"limit":null,"name":"a"}]}`, `{"list":[1,null]}`} {
		merged, err := jsonpatch.MergePatch([]byte(`{"list":[]}`), []byte(patch))
		if err != nil {
			panic(err)
		}
		fmt.Printf("json-patch: %s\n", merged)
	}
}
GO
{ go mod init example && go get github.com/evanphx/json-patch/v5@v5.9.11 && go build -o example .; } >go.log 2>&1 &&
  npm install --prefix . --no-save --no-audit --no-fund --silent json-merge-patch@1.0.2 ||
  { echo 'The packages could not be installed.' >&2; exit 2; }

seen=$(./example
node -e '
const { apply } = require("json-merge-patch");
for (const patch of [{ list: [{ limit: null, name: "a" }] }, { list: [1, null] }])
  console.log(`json-merge-patch: ${JSON.stringify(apply({ list: [] }, patch))}`);')
echo 'github.com/evanphx/json-patch/v5 v5.9.11, json-merge-patch 1.0.2 (npm)'
echo "$seen"
[ "$seen" = 'json-patch: {"list":[{"name":"a"}]}
json-patch: {"list":[1,null]}
json-merge-patch: {"list":[{"limit":null,"name":"a"}]}
json-merge-patch: {"list":[1,null]}' ] || { echo 'This has changed.' >&2; exit 1; }
