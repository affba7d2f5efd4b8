#!/usr/bin/env bash
# Guess: SIGTERM for `npm start` reaches the server, or does not, wherever it runs; `node --run start`, which Node.js has as
# the fast replacement, behaves like npm.
# What happens: it depends on the shell. If it is dash (Debian's sh), npm and pnpm end at once, and the server runs on
# without a word; if it is bash, the server gets the signal, and they wait for it. `node --run` leaves it running with either.
# Bun and Yarn 4 always pass the signal on.
# Why it matters: an image that stops cleanly has its requests cut when its base changes from one whose sh is bash (Fedora,
# Red Hat) to one of Debian, or `npm start` to `node --run start`, with the same package.json.
set -euo pipefail
for tool in node npm bash dash; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --prefix tools --no-save --no-audit --no-fund --silent node@26.10.0 npm@11.19.1 pnpm@10.34.9 \
  @yarnpkg/cli-dist@4.18.1 bun@1.4.4 || { echo 'The packages could not be installed.' >&2; exit 2; }

mkdir project
cd project
cat >server.mjs <<'JS'
import { writeFileSync } from 'node:fs';
process.on('SIGTERM', () => setTimeout(process.exit, 1000));
setTimeout(() => {}, 60_000);
writeFileSync('pid', String(process.pid));
JS
echo '{"name":"example","version":"1.0.0","private":true,"scripts":{"start":"node server.mjs"}}' >package.json
try() {
  local name=$1 status=0 pid
  shift
  rm -f pid
  "$@" >/dev/null 2>&1 & pid=$!
  until [ -s pid ]; do sleep 0.05; done
  sleep 0.5
  kill "$pid"
  wait "$pid" || status=$?
  echo "$name: the server $(kill -KILL "$(cat pid)" 2>/dev/null && echo "runs on" || echo "has ended"), $status"
}
seen=$(
  export PATH=$dir/tools/node_modules/node/bin:$PATH YARN_ENABLE_TELEMETRY=0
  modules=$dir/tools/node_modules
  for shell in dash bash; do
    try "npm, $shell" node "$modules/npm/bin/npm-cli.js" start --script-shell="$(command -v $shell)"
    try "pnpm, $shell" node "$modules/pnpm/bin/pnpm.cjs" --config.script-shell="$(command -v $shell)" start
  done
  try 'node --run' node --run start
  try bun "$modules/.bin/bun" run start
  : >yarn.lock
  node "$modules/@yarnpkg/cli-dist/bin/yarn.js" install >/dev/null 2>&1
  try 'Yarn 4' node "$modules/@yarnpkg/cli-dist/bin/yarn.js" start
)
echo "npm 11.19.1, pnpm 10.34.9, @yarnpkg/cli-dist 4.18.1, bun 1.4.4, Node.js 26.10.0"
echo "$seen"
[ "$seen" = 'npm, dash: the server runs on, 143
pnpm, dash: the server runs on, 143
npm, bash: the server has ended, 0
pnpm, bash: the server has ended, 0
node --run: the server runs on, 143
bun: the server has ended, 0
Yarn 4: the server has ended, 0' ] || { echo 'This has changed.' >&2; exit 1; }
