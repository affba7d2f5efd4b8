#!/usr/bin/env bash
# Guess: a wrapper that sets variables from a file and starts a command passes SIGTERM on and ends with its command, or
# becomes it by exec.
# What happens: npm's env-cmd passes SIGTERM on and exits in the same moment, with 143; Go's godotenv exits without passing
# it on. The command runs on. npm's dotenv-cli and dotenvx pass it on and wait, python-dotenv's `run` becomes the command.
# Why it matters: as the first process of a container its end is the end of all others: the server is killed in the middle
# of its clean shutdown, in each roll-out. Under systemd or a script the new server finds its port in use.
set -euo pipefail
for tool in node npm python3 go; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
{ npm install --prefix . --no-save --no-audit --no-fund --silent env-cmd@11.0.0 dotenv-cli@11.0.0 @dotenvx/dotenvx@2.38.2 &&
  python3 -m pip install --quiet --disable-pip-version-check --target packages 'python-dotenv[cli]==1.2.4' 2>pip.log &&
  GOBIN=$dir go install github.com/joho/godotenv/cmd/godotenv@v1.5.1 2>go.log; } ||
  { echo 'The packages could not be installed.' >&2; exit 2; }

echo 'A=1' >.env
cat >server.mjs <<'JS'
import { writeFileSync } from 'node:fs';
process.on('SIGTERM', () => {
  writeFileSync('told', '');
  setTimeout(process.exit, 3000);
});
setTimeout(() => {}, 60_000);
writeFileSync('pid', String(process.pid));
JS
try() {
  local name=$1 status=0 pid
  shift
  rm -f pid told
  "$@" node server.mjs >/dev/null 2>&1 & pid=$!
  until [ -s pid ]; do sleep 0.05; done
  sleep 0.5
  kill "$pid"
  wait "$pid" || status=$?
  if kill -0 "$(cat pid)" 2>/dev/null; then sleep 1; else set -- ended; fi
  echo "$name: status $status, the server $([ -e told ] && echo got the signal || echo got nothing) and $(
    [ "$1" = ended ] && echo has ended || echo runs on)"
  kill -KILL "$(cat pid)" 2>/dev/null || true
}
seen=$(
  PATH=$dir/node_modules/.bin:$dir:$PATH
  try env-cmd env-cmd --
  try godotenv godotenv
  try dotenv-cli dotenv --
  try dotenvx dotenvx run --
  PYTHONPATH=packages try python-dotenv python3 -m dotenv run --
)
echo 'env-cmd 11.0.0, dotenv-cli 11.0.0, @dotenvx/dotenvx 2.38.2 (npm), godotenv v1.5.1 (Go), python-dotenv 1.2.4 (PyPI)'
echo "$seen"
[ "$seen" = 'env-cmd: status 143, the server got the signal and runs on
godotenv: status 143, the server got nothing and runs on
dotenv-cli: status 0, the server got the signal and has ended
dotenvx: status 0, the server got the signal and has ended
python-dotenv: status 0, the server got the signal and has ended' ] || { echo 'This has changed.' >&2; exit 1; }
