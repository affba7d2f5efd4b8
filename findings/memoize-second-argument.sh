#!/usr/bin/env bash
# Guess: a function that is memoized gives the answer of the call before only for the same arguments.
# What happens: p-memoize and memoize compare the first argument only, so that load('orders', 2) is the answer of load('orders', 1).
# memoizee compares as many as the `length` of the function says: none after a parameter with a default value, none at all
# of `(...names)`. lodash.memoize is as the first two, fast-memoize as memoizee for a default value. micro-memoize compares all.
# Why it matters: somebody adds a default value to a parameter, or a second parameter, and each tenant gets the page of the one that
# asked first. Each test that calls the function once passes.
set -euo pipefail
for tool in node npm; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --prefix . --no-save --no-audit --no-fund --silent p-memoize@8.0.0 memoizee@0.4.17 memoize@11.0.0 lodash.memoize@4.1.2 \
  fast-memoize@2.5.2 micro-memoize@5.2.0 >npm.log 2>&1 || { echo 'The packages could not be installed.' >&2; exit 2; }
cat >calls.mjs <<'JS'
import fast from 'fast-memoize';
import lodash from 'lodash.memoize';
import memoize from 'memoize';
import memoizee from 'memoizee';
import { memoize as micro } from 'micro-memoize';
import pMemoize from 'p-memoize';
for (const [name, wrap] of Object.entries({ 'p-memoize': pMemoize, memoize, 'lodash.memoize': lodash, memoizee, 'fast-memoize': fast.default ?? fast, 'micro-memoize': micro })) {
  const answers = [];
  for (const load of [async (table, page) => `${table} ${page}`, async (table, page = 1) => `${table} ${page}`, async (...names) => names.join(' ')]) {
    const cached = wrap(load);
    answers.push(`${await cached('orders', 1)}, ${await cached('orders', 2)}`);
  }
  console.log(`${name}: ${answers.join('; ')}`);
}
JS
seen=$(node calls.mjs)
echo 'p-memoize 8.0.0, memoize 11.0.0, lodash.memoize 4.1.2, memoizee 0.4.17, fast-memoize 2.5.2, micro-memoize 5.2.0 (npm); orders 1, then orders 2'
echo 'with two parameters, with a default value, with (...names):'
echo "$seen"
[ "$seen" = 'p-memoize: orders 1, orders 1; orders 1, orders 1; orders 1, orders 1
memoize: orders 1, orders 1; orders 1, orders 1; orders 1, orders 1
lodash.memoize: orders 1, orders 1; orders 1, orders 1; orders 1, orders 1
memoizee: orders 1, orders 2; orders 1, orders 1; orders 1, orders 1
fast-memoize: orders 1, orders 2; orders 1, orders 1; orders 1, orders 2
micro-memoize: orders 1, orders 2; orders 1, orders 2; orders 1, orders 2' ] || { echo 'This has changed.' >&2; exit 1; }
