#!/usr/bin/env bash
# Guess: a load tool that cannot make a single connection exits with an error, and so does one whose requests all fail with 500.
# What happens: hey, bombardier, vegeta and autocannon exit 0 in both cases.
# Why it matters: a step of CI that "runs the load test" stays green when the server has not even started. The counts in the output must
# be looked at.
set -euo pipefail
for tool in go node npm; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; chmod -R u+w "$dir"; rm -rf "$dir"' EXIT
cd "$dir"
export GOBIN=$dir/bin CGO_ENABLED=0
{ npm install --prefix . --no-save --no-audit --no-fund --silent autocannon@9.0.0 &&
  go install github.com/rakyll/hey@v0.1.5 && go install github.com/codesenberg/bombardier@v1.2.6 &&
  go install github.com/tsenart/vegeta/v12@v12.13.0; } >install.log 2>&1 ||
  { cat install.log; echo 'The packages could not be installed.' >&2; exit 2; }

cat >server.mjs <<'JS'
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
const server = createServer((_, response) => response.writeHead(500).end());
server.listen(0, '127.0.0.1', () => {
  writeFileSync('port', `${server.address().port}`);
});
JS
node server.mjs & server=$!
until [ -s port ]; do sleep 0.1; done
run() {
  local status=0
  "${@:3}" >output.log 2>&1 || status=$?
  echo "$1, $2: exit status $status"
}
attack() { echo "GET $1" | bin/vegeta attack -rate 5 -duration 1s; }
all() {
  run "$1" hey bin/hey -n 6 -c 2 "$2"
  run "$1" bombardier bin/bombardier -n 6 -c 2 -q "$2"
  run "$1" vegeta attack "$2"
  run "$1" autocannon node_modules/.bin/autocannon -a 6 -c 2 "$2"
}
url=http://127.0.0.1:$(cat port)/
seen=$(all 'only 500' "$url")
kill "$server"
wait "$server" 2>/dev/null || true
server=
seen+=$'\n'$(all 'no server' "$url")
echo 'hey v0.1.5, bombardier v1.2.6, vegeta v12.13.0, autocannon 9.0.0'
echo "$seen"
[ "$seen" = 'only 500, hey: exit status 0
only 500, bombardier: exit status 0
only 500, vegeta: exit status 0
only 500, autocannon: exit status 0
no server, hey: exit status 0
no server, bombardier: exit status 0
no server, vegeta: exit status 0
no server, autocannon: exit status 0' ] || { echo 'This has changed.' >&2; exit 1; }
