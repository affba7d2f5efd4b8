#!/usr/bin/env bash
# Guess: `import 'node:http'` and `process.getBuiltinModule('node:http')` load the same module, so they load the same code.
# What happens: on Node.js 24 the import loads all of undici as well, since an ES module import of a builtin reads each of its exports, and
#   getters such as `WebSocket` load undici when they are read. On Node.js 20 there is no difference.
# Why it matters: a server that starts with the import loads more than twice the builtin modules, which was half of its cold start; bundling
#   as an ES module brings it in again.
# Seen 2026-11-28: Node.js 20.20.2: no undici either way. Node.js 24.21.0: the import loads undici, and two to three times as many modules.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat >package.json <<<'{ "private": true, "dependencies": { "node20": "npm:node@20.20.2", "node24": "npm:node@24.21.0" } }'
npm install --silent --no-audit --no-fund >/dev/null

cat >count.mjs <<'JS'
const before = new Set(process.moduleLoadList);
if (process.argv[2] === 'import') await import('node:http');
else process.getBuiltinModule('node:http');
const loaded = process.moduleLoadList.filter((name) => !before.has(name));
console.log(loaded.some((name) => name.includes('undici')) ? 'undici' : 'no-undici');
console.error(`${process.version} ${process.argv[2]}: ${loaded.length} modules`);
JS

find_node() { find "$folder/node_modules/$1" -name node -type f -perm -u+x | head -n 1; }
status=0
expect() {
  local seen
  seen=$("$2" count.mjs "$3")
  if [[ $seen != "$4" ]]; then
    echo "CHANGED: $1, $3: $seen instead of $4"
    status=1
  fi
}
old=$(find_node node20) new=$(find_node node24)
expect 20.20.2 "$old" import no-undici
expect 20.20.2 "$old" builtin no-undici
expect 24.21.0 "$new" import undici
expect 24.21.0 "$new" builtin no-undici
exit "$status"
