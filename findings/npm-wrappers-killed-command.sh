#!/usr/bin/env bash
# Guess: a wrapper of a command ends with an error if its command was killed by a signal, best with 128 and the number, as a shell does.
# What happens: dotenv-cli exits 0 if the command is stopped by SIGTERM or SIGINT, cross-env if it was SIGINT. cross-env, dotenvx,
# `pnpm exec`, run-s and concurrently exit 1 for all the others. tsx and npx do it as a shell does.
# Why it matters: `"start": "dotenv -- node server.js"` reports success when something stopped the server, so a restart policy
# "on failure" leaves it down, and a chain with `&&` continues. A 1 hides that the memory was used up (137).
set -euo pipefail
for tool in node npm; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --prefix . --no-save --no-audit --no-fund --silent cross-env@10.1.0 dotenv-cli@11.0.0 @dotenvx/dotenvx@2.38.2 pnpm@10.34.9 tsx@4.23.15 \
  concurrently@9.2.5 npm-run-all2@8.0.4 >npm.log 2>&1 || { cat npm.log; echo 'The packages could not be installed.' >&2; exit 2; }
export PATH=$dir/node_modules/.bin:$PATH
cat >end.mjs <<'JS'
setTimeout(() => {}, 20_000);
process.kill(process.pid, process.argv[2]);
JS
cat >package.json <<'JSON'
{ "scripts": { "SIGTERM": "exec node end.mjs SIGTERM", "SIGINT": "exec node end.mjs SIGINT", "SIGKILL": "exec node end.mjs SIGKILL" } }
JSON
touch .env
statuses() {
  local signal line="$1:"
  for signal in SIGTERM SIGINT SIGKILL; do
    local status=0
    { "${@:2}" "$signal"; } >/dev/null 2>&1 </dev/null || status=$?
    line+=" $signal $status"
  done
  echo "$line"
}
dotenv_cli() { command dotenv -- node end.mjs "$1"; }
shell() { cross-env-shell "exec node end.mjs $1"; }
several() { concurrently "exec node end.mjs $1"; }
npx_() { npx -c "exec node end.mjs $1"; }
seen=$({
  statuses dotenv-cli dotenv_cli
  statuses cross-env cross-env A=1 node end.mjs
  statuses dotenvx dotenvx run -q -- node end.mjs
  statuses 'pnpm exec' pnpm exec node end.mjs
  statuses run-s run-s
  statuses concurrently several
  statuses cross-env-shell shell
  statuses tsx tsx end.mjs
  statuses npx npx_
} 2>/dev/null)
echo 'npm cross-env 10.1.0, dotenv-cli 11.0.0, @dotenvx/dotenvx 2.38.2, pnpm 10.34.9, tsx 4.23.15, concurrently 9.2.5, npm-run-all2 8.0.4'
echo "$seen"
[ "$seen" = 'dotenv-cli: SIGTERM 0 SIGINT 0 SIGKILL 137
cross-env: SIGTERM 1 SIGINT 0 SIGKILL 1
dotenvx: SIGTERM 1 SIGINT 1 SIGKILL 1
pnpm exec: SIGTERM 1 SIGINT 1 SIGKILL 1
run-s: SIGTERM 1 SIGINT 1 SIGKILL 1
concurrently: SIGTERM 1 SIGINT 1 SIGKILL 1
cross-env-shell: SIGTERM 1 SIGINT 0 SIGKILL 1
tsx: SIGTERM 143 SIGINT 130 SIGKILL 137
npx: SIGTERM 143 SIGINT 130 SIGKILL 137' ] || { echo 'This has changed.' >&2; exit 1; }
