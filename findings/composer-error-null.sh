#!/usr/bin/env bash
# Guess: in a composition of OpenWhisk's composer a step that returns `{ data, error: null }`, as many clients of Node.js do, has
# succeeded; and the handler of `composer.try` gets what the failed step returned.
# What happens: each result with a field `error`, be it null, false or "", ends the sequence, and the later steps are skipped without
# a line in the logs. The result of the step is lost but for `error`: the handler gets `{ "error": null }`.
# Why it matters: a step that passes on what such a client returns cuts the composition each time, without an error to look for;
# and what a handler would report of a real one (a status, a code) has been removed.
set -euo pipefail
for tool in node npm; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --prefix . --no-save --no-audit --no-fund --silent openwhisk-composer@0.12.0 openwhisk@3.21.9 ||
  { echo 'The packages could not be installed.' >&2; exit 2; }
# Functions run within the conductor, the action that a composition is compiled to; so it needs no platform.
cat >example.js <<'JS'
const { createRequire } = require('node:module');
const composer = require('openwhisk-composer');
const conductor = require('openwhisk-composer/conductor');
console.log = () => undefined; // the log of the conductor

async function run(name, composition) {
  const { code } = conductor.generate(composition.compile()).action.exec;
  const main = new Function('require', `${code}\nreturn main;`)(createRequire(`${process.cwd()}/`));
  const { params, error } = await main({});
  console.error(`${name}: ${JSON.stringify(params ?? { error })}`);
}

const next = composer.function(({ data }) => ({ next: data }));
const handler = composer.function((params) => ({ handled: params }));
const step = (source) => composer.function(`() => (${source})`);
(async () => {
  await run('data alone', composer.seq(step('{ data: 1 }'), next));
  await run('error null', composer.seq(step('{ data: 1, error: null }'), next));
  await run('error false', composer.seq(step('{ data: 1, error: false }'), next));
  await run('try, error null', composer.try(step('{ data: 1, error: null }'), handler));
  await run('try, an error', composer.try(step('{ error: "no", status: 404 }'), handler));
})();
JS
seen=$(node example.js 2>&1)
echo 'openwhisk-composer 0.12.0 (npm)'
echo "$seen"
[ "$seen" = 'data alone: {"next":1}
error null: {"error":null}
error false: {"error":false}
try, error null: {"handled":{"error":null}}
try, an error: {"handled":{"error":"no"}}' ] || { echo 'This has changed.' >&2; exit 1; }
