#!/usr/bin/env bash
# Guess: an HTTP function of Google's functions frameworks gets every request, whatever its path, since it has no routes.
# What happens: Node.js and Python answer /robots.txt and /favicon.ico with 404, and do not call the function. Go's
# framework calls it. /a/robots.txt reaches the function in all three.
# Why it matters: a function can serve a whole site or API (an Express or Flask application in it), except these two: crawlers
# take it that there are no rules, and the function's log shows no request.
set -euo pipefail
for tool in node npm python3 go; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
server=
trap '[ -z "$server" ] || { kill "$server"; wait "$server" || true; } 2>/dev/null; chmod -R u+w "$dir"; rm -rf "$dir"' EXIT
cd "$dir"
{ npm install --prefix . --no-save --no-audit --no-fund --silent @google-cloud/functions-framework@5.0.5 &&
  python3 -m pip install --quiet --disable-pip-version-check --target packages functions-framework==3.10.2 2>pip.log; } ||
  { echo 'The packages could not be installed.' >&2; exit 2; }
cat >main.go <<'GO'
package main

import (
	"fmt"
	"net/http"
	"os"

	"github.com/GoogleCloudPlatform/functions-framework-go/funcframework"
	"github.com/GoogleCloudPlatform/functions-framework-go/functions"
)

func main() {
	functions.HTTP("run", func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, "function") })
	if err := funcframework.Start(os.Getenv("PORT")); err != nil {
		panic(err)
	}
}
GO
printf 'module example\n\ngo 1.26\n\nrequire github.com/GoogleCloudPlatform/functions-framework-go v1.9.2\n' >go.mod
{ go mod tidy && go build -o server . ; } >go.log 2>&1 || { cat go.log; echo 'The modules could not be installed.' >&2; exit 2; }
echo "require('@google-cloud/functions-framework').http('run', (_, response) => response.send('function'));" >index.js
printf 'def run(request):\n    return "function"\n' >main.py

ask() {
  local name=$1 port path
  port=$(node -e 'const s = require("net").createServer().listen(0, () => { console.log(s.address().port); s.close(); })')
  shift
  PORT=$port FUNCTION_TARGET=run "$@" >"$name.log" 2>&1 & server=$!
  for path in / /robots.txt /favicon.ico /a/robots.txt; do
    echo "$name $path: $(node -e 'const ask = (tries) => fetch(process.argv[1]).then(async (r) => console.log(r.status,
      (await r.text()).slice(0, 8) === "function" ? "function" : "-"),
      (error) => { if (tries === 0) throw error; setTimeout(ask, 100, tries - 1); }); ask(200)' "http://127.0.0.1:$port$path")"
  done
  { kill "$server"; wait "$server" || true; } 2>/dev/null
  server=
}
seen=$(
  ask Node.js node node_modules/@google-cloud/functions-framework/build/src/main.js
  PYTHONPATH=packages ask Python python3 -m functions_framework
  ask Go ./server
)
echo '@google-cloud/functions-framework 5.0.5 (npm), functions-framework 3.10.2 (PyPI), functions-framework-go v1.9.2'
echo "$seen"
[ "$seen" = 'Node.js /: 200 function
Node.js /robots.txt: 404 -
Node.js /favicon.ico: 404 -
Node.js /a/robots.txt: 200 function
Python /: 200 function
Python /robots.txt: 404 -
Python /favicon.ico: 404 -
Python /a/robots.txt: 200 function
Go /: 200 function
Go /robots.txt: 200 function
Go /favicon.ico: 200 function
Go /a/robots.txt: 200 function' ] || { echo 'This has changed.' >&2; exit 1; }
