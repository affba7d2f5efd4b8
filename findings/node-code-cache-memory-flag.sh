#!/usr/bin/env bash
# Guess: a code cache of V8 fits any process of the same Node.js, and a limit of memory has no influence on it.
# What happens: on Node.js 20, a cache that was made without `--max-old-space-size` is rejected by a process with it, and the other way round,
# without a word: V8 compares a checksum of all flags. Later releases of Node.js 24 leave the limit out of it.
# Why it matters: images make such a cache when they are built (module.enableCompileCache, v8-compile-cache, pkg), and set the limit of the heap
# by NODE_OPTIONS where they are run, each container another one. Then every start compiles all over again.
set -euo pipefail
command -v npm >/dev/null || { echo 'This needs npm.' >&2; exit 2; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
for version in 20.19.5 24.11.1 24.21.0; do
  npm install --prefix "$version" --no-save --no-audit --no-fund --silent "node@$version" ||
    { echo 'The package could not be installed.' >&2; exit 2; }
done
cat >cache.cjs <<'JS'
const { existsSync, readFileSync, writeFileSync } = require('node:fs');
const { Script } = require('node:vm');
const source = '(function add(a, b) { return a + b; })';
const cachedData = existsSync('cache') ? readFileSync('cache') : undefined;
const script = new Script(source, { filename: 'add.js', cachedData });
script.runInThisContext()(1, 2);
if (cachedData) console.log(`${process.version} ${process.argv[2]}: ${script.cachedDataRejected ? 'rejected' : 'used'}`);
else writeFileSync('cache', script.createCachedData());
JS
unset NODE_OPTIONS
seen=$(for version in 20.19.5 24.11.1 24.21.0; do
  rm -f cache
  "$version/node_modules/.bin/node" cache.cjs made
  "$version/node_modules/.bin/node" cache.cjs 'the same flags'
  NODE_OPTIONS=--max-old-space-size=200 "$version/node_modules/.bin/node" cache.cjs 'with a limit'
done)
echo "$seen"
[ "$seen" = 'v20.19.5 the same flags: used
v20.19.5 with a limit: rejected
v24.11.1 the same flags: used
v24.11.1 with a limit: rejected
v24.21.0 the same flags: used
v24.21.0 with a limit: used' ] || { echo 'This has changed.' >&2; exit 1; }
