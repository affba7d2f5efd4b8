#!/usr/bin/env bash
# Guess: `if (import.meta.main)`, or the comparison of import.meta.url with argv[1], runs a module as a program only if it was started; a
# bundler keeps that, as it keeps everything else.
# What happens: in a bundle of esbuild, rolldown, rollup or ncc each module with such a line takes itself for the program: what an imported
# module does when it is started happens as well. In CommonJS neither is the program for esbuild, for rolldown with `import.meta.main`
# and for webpack with the comparison: nothing runs. bun build and webpack keep import.meta.main.
# Why it matters: a worker, a migration or a second server that can also be started alone starts within the function that imports a helper
# from it, or the function's own start is left out, and only in the deployed bundle.
set -euo pipefail
for tool in node npm; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --prefix . --no-save --no-audit --no-fund --silent node@24.11.0 esbuild@0.28.2 rolldown@1.3.3 rollup@4.68.8 @vercel/ncc@0.45.0 \
  webpack@5.113.0 webpack-cli@7.3.1 bun@1.4.5 >npm.log 2>&1 || { cat npm.log; echo 'The packages could not be installed.' >&2; exit 2; }
export PATH=$dir/node_modules/.bin:$PATH
variant() {
  mkdir "$1"
  printf '%s\nexport const work = () => "worked";\nif (%s) console.log("worker");\n' "$2" "$3" >"$1/worker.mjs"
  printf '%s\nimport { work } from "./worker.mjs";\nif (%s) console.log("program", work());\n' "$2" "$3" >"$1/program.mjs"
}
variant main '' import.meta.main
variant url 'import { pathToFileURL } from "node:url";' 'import.meta.url === pathToFileURL(process.argv[1]).href'
try() {
  local file=$2
  "${@:3}" >build.log 2>&1 || { cat build.log >&2; echo 'The bundle could not be made.' >&2; exit 2; }
  echo "  $1: $(node "$file" | paste -sd + | sed 's/^$/nothing/')"
}
all() {
  echo "$1, not bundled: $(node "$1/program.mjs")"
  try 'esbuild, ESM' "$1/es.mjs" esbuild "$1/program.mjs" --bundle --platform=node --format=esm --outfile="$1/es.mjs"
  try 'rolldown, ESM' "$1/rd.mjs" rolldown "$1/program.mjs" --platform node --format esm --file "$1/rd.mjs"
  try 'rollup, ESM' "$1/ru.mjs" rollup "$1/program.mjs" --format es --file "$1/ru.mjs" --external node:url
  try 'bun, ESM' "$1/bun.mjs" bun build "$1/program.mjs" --target node --format esm --outfile "$1/bun.mjs"
  try 'ncc, ESM' "$1/ncc/index.mjs" ncc build "$1/program.mjs" -o "$1/ncc"
  try 'webpack, CommonJS' "$1/wp/main.js" webpack --mode none --target node22 --entry "./$1/program.mjs" -o "$1/wp"
  try 'esbuild, CommonJS' "$1/es.cjs" esbuild "$1/program.mjs" --bundle --platform=node --format=cjs --outfile="$1/es.cjs"
  try 'rolldown, CommonJS' "$1/rd.cjs" rolldown "$1/program.mjs" --platform node --format cjs --file "$1/rd.cjs"
}
seen=$(all main; all url)
echo 'npm node 24.11.0, esbuild 0.28.2, rolldown 1.3.3, rollup 4.68.8, @vercel/ncc 0.45.0, webpack 5.113.0, bun 1.4.5'
echo "$seen"
[ "$seen" = 'main, not bundled: program worked
  esbuild, ESM: worker+program worked
  rolldown, ESM: worker+program worked
  rollup, ESM: worker+program worked
  bun, ESM: program worked
  ncc, ESM: worker+program worked
  webpack, CommonJS: program worked
  esbuild, CommonJS: nothing
  rolldown, CommonJS: nothing
url, not bundled: program worked
  esbuild, ESM: worker+program worked
  rolldown, ESM: worker+program worked
  rollup, ESM: worker+program worked
  bun, ESM: worker+program worked
  ncc, ESM: worker+program worked
  webpack, CommonJS: nothing
  esbuild, CommonJS: nothing
  rolldown, CommonJS: worker+program worked' ] || { echo 'This has changed.' >&2; exit 1; }
