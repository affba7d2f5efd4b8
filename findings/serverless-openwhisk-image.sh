#!/usr/bin/env bash
# Guess: serverless-openwhisk packs the code of a function with an `image` of its own, as its documentation says, and deploys both.
# What happens: "Unable to read handler file in function hello", though the file is there: Serverless 3 packs no function that has an
# `image`, a container of AWS to it, and the plugin gives every error this text. Without `image` the same service is packaged.
# Why it matters: the message sends its reader to a file that is right. `package: { individually: true }` with an `artifact` works.
set -euo pipefail
for tool in node npm; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --prefix . --no-save --no-audit --no-fund --silent serverless@3.40.0 serverless-openwhisk@0.18.4 ||
  { echo 'The packages could not be installed.' >&2; exit 2; }
export HOME=$dir SLS_TELEMETRY_DISABLED=1 SLS_NOTIFICATIONS_MODE=off

# Nothing is sent: `package` compiles the actions, and writes the archives.
package() {
  mkdir -p "$1"
  printf 'def main(args):\n    return args\n' >"$1/action.py"
  cat >"$1/serverless.json" <<JSON
{"service": "tools", "frameworkVersion": "3", "configValidationMode": "off",
 "provider": {"name": "openwhisk", "runtime": "python:3"},
 "plugins": {"localPath": "$dir/node_modules", "modules": ["serverless-openwhisk"]},
 "functions": {"hello": {"handler": "action.main"$2}}}
JSON
  local status=0
  (cd "$1" && "$dir/node_modules/.bin/serverless" package) >out.log 2>err.log || status=$?
  echo "$1: exit status $status, $(cd "$1" && find .serverless -name '*.zip' 2>/dev/null | wc -l) archives$(grep -h 'Unable to' out.log | sed 's/^/, /')"
}
seen=$(package plain ''; package image ', "image": "example/python"')
version() { node -p "JSON.parse(fs.readFileSync('node_modules/$1/package.json')).version"; }
echo "serverless $(version serverless), serverless-openwhisk $(version serverless-openwhisk), Node.js $(node --version)"
echo "$seen"
[ "$seen" = 'plain: exit status 0, 1 archives
image: exit status 1, 0 archives, Unable to read handler file in function hello' ] || { echo 'This has changed.' >&2; exit 1; }
