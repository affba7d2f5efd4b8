#!/usr/bin/env bash
# Guess: `node --run test` ends as the script of package.json did: 3 if it exited 3, 137 if it was killed, as with npm, pnpm and bun.
# What happens: it exits 1 for any status that is not 0, and 0 for a script that was killed by a signal, as by the kernel for its memory.
# Why it matters: a step of CI or an init container that uses the faster `node --run` is green when its tests or its migration were killed
# half-way, and statuses that tell the caller to try again are lost.
set -euo pipefail
for tool in node npm; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
for version in 22.23.3 24.11.0 26.10.0; do
  npm install --prefix "node-$version" --no-save --no-audit --no-fund --silent "node@$version" >>npm.log 2>&1 || { echo 'Node.js could not be installed.' >&2; exit 2; }
done
npm install --prefix tools --no-save --no-audit --no-fund --silent pnpm@10.34.9 bun@1.4.5 >>npm.log 2>&1 ||
  { echo 'The packages could not be installed.' >&2; exit 2; }
cat >package.json <<'JSON'
{ "scripts": { "three": "exit 3", "killed": "kill -KILL $$", "stopped": "kill -TERM $$" } }
JSON
statuses() {
  local script line="$1:"
  for script in three killed stopped; do
    local status=0
    "${@:2}" "$script" >/dev/null 2>&1 || status=$?
    line+=" $script $status"
  done
  echo "$line"
}
seen=$(for version in 22.23.3 24.11.0 26.10.0; do statuses "Node.js $version --run" "node-$version/node_modules/.bin/node" --run; done
  statuses 'npm run' npm run
  statuses 'pnpm run' tools/node_modules/.bin/pnpm run
  statuses 'bun run' tools/node_modules/.bin/bun run)
echo 'npm node 22.23.3, 24.11.0, 26.10.0, pnpm 10.34.9, bun 1.4.5'
echo "$seen"
[ "$seen" = 'Node.js 22.23.3 --run: three 1 killed 0 stopped 0
Node.js 24.11.0 --run: three 1 killed 0 stopped 0
Node.js 26.10.0 --run: three 1 killed 0 stopped 0
npm run: three 3 killed 137 stopped 143
pnpm run: three 3 killed 137 stopped 143
bun run: three 3 killed 137 stopped 143' ] || { echo 'This has changed.' >&2; exit 1; }
