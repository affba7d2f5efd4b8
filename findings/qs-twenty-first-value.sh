#!/usr/bin/env bash
# Guess: a parameter that occurs many times in a query is an array, however many there are: `ids=1&ids=2…`.
# What happens: npm's qs makes an array of up to 20 and from the 21st value an object {"0": …}, for `ids=`, `ids[]=` and `ids[0]=`
# alike, without an error: `ids.map` is not a function. What qs.stringify has written it does not read back. 6.14.0 makes an array
# of 21 in all three forms; `ids=` and `ids[]=` have changed with 6.14.1.
# Why it matters: a handler passes all tests with small lists, and a fix release changes what it gets. Express raises the limit for
# itself, whoever calls qs does not.
set -euo pipefail
for tool in node npm; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --prefix . --no-save --no-audit --no-fund --silent qs@6.17.1 before@npm:qs@6.14.0 ||
  { echo 'The packages could not be installed.' >&2; exit 2; }
cat >parse.mjs <<'JS'
import before from 'before';
import qs from 'qs';
for (const arrayFormat of ['repeat', 'brackets', 'indices']) {
  for (const count of [20, 21]) {
    const text = qs.stringify({ ids: Array.from({ length: count }, (_, index) => index) }, { arrayFormat });
    const show = ({ ids }) => `${Array.isArray(ids) ? 'array' : typeof ids} of ${Object.keys(ids).length}`;
    console.log(`${arrayFormat}, ${count}: ${show(before.parse(text))}, ${show(qs.parse(text))}`);
  }
}
JS
seen=$(node parse.mjs)
echo 'npm qs 6.14.0, then 6.17.1'
echo "$seen"
[ "$seen" = 'repeat, 20: array of 20, array of 20
repeat, 21: array of 21, object of 21
brackets, 20: array of 20, array of 20
brackets, 21: array of 21, object of 21
indices, 20: array of 20, array of 20
indices, 21: array of 21, object of 21' ] || { echo 'This has changed.' >&2; exit 1; }
