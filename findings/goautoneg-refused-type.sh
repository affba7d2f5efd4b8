#!/usr/bin/env bash
# Guess: a server that has JSON and text answers `Accept: application/json;q=0, */*` with text: a weight of 0 means "not
# acceptable" (RFC 9110). If nothing is left, there is no agreement.
# What happens: goautoneg, which servers of Kubernetes and Prometheus use, sorts by weight and takes the first match: the
# refused type is chosen through `*/*`, and for `text/plain;q=0` text is chosen. npm's negotiator and PyPI's Werkzeug and
# WebOb choose text for the first, and nothing for the second.
# Why it matters: a client that refuses one form, because it cannot read it, gets exactly that with status 200.
set -euo pipefail
for tool in go node npm python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'chmod -R u+w "$dir"; rm -rf "$dir"' EXIT
cd "$dir"
cat >main.go <<'GO'
package main

import (
	"fmt"

	"github.com/munnerz/goautoneg"
)

func main() {
	for _, accept := range []string{"application/json;q=0, */*", "text/plain;q=0"} {
		fmt.Printf("goautoneg, %s: %q\n", accept, goautoneg.Negotiate(accept, []string{"application/json", "text/plain"}))
	}
}
GO
{ go mod init example && go get github.com/munnerz/goautoneg@v0.0.0-20191010083416-a7dc8b61c822 && go build -o example .; } >go.log 2>&1 &&
  npm install --prefix . --no-save --no-audit --no-fund --silent negotiator@1.1.0 &&
  python3 -m pip install --quiet --disable-pip-version-check --target packages Werkzeug==3.1.9 WebOb==1.8.11 2>pip.log ||
  { echo 'The packages could not be installed.' >&2; exit 2; }

seen=$(./example
node -e '
const Negotiator = require("negotiator");
for (const accept of ["application/json;q=0, */*", "text/plain;q=0"])
  console.log(`negotiator, ${accept}: ${JSON.stringify(new Negotiator({ headers: { accept } }).mediaType(["application/json", "text/plain"]) ?? "")}`);'
PYTHONPATH=packages python3 -c '
import json
from webob.acceptparse import create_accept_header
from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header
offers = ["application/json", "text/plain"]
for accept in ("application/json;q=0, */*", "text/plain;q=0"):
    best = parse_accept_header(accept, MIMEAccept).best_match(offers) or ""
    print(f"Werkzeug, {accept}: {json.dumps(best)}")
    best = create_accept_header(accept).acceptable_offers(offers)
    first = best[0][0] if best else ""
    print(f"WebOb, {accept}: {json.dumps(first)}")')
echo 'github.com/munnerz/goautoneg v0.0.0-20191010083416-a7dc8b61c822, negotiator 1.1.0 (npm), Werkzeug 3.1.9, WebOb 1.8.11 (PyPI)'
echo "$seen"
[ "$seen" = 'goautoneg, application/json;q=0, */*: "application/json"
goautoneg, text/plain;q=0: "text/plain"
negotiator, application/json;q=0, */*: "text/plain"
negotiator, text/plain;q=0: ""
Werkzeug, application/json;q=0, */*: "text/plain"
WebOb, application/json;q=0, */*: "text/plain"
Werkzeug, text/plain;q=0: ""
WebOb, text/plain;q=0: ""' ] || { echo 'This has changed.' >&2; exit 1; }
