#!/usr/bin/env bash
# Guess: libraries for URI templates (RFC 6570, level 4) expand the same template with the same values to the same address.
# What happens: `{?page}` with the number 0 is `?page=` in Python's uritemplate, and a boolean is `True`. An empty list counts
# as undefined, so that `{?tags}` is nothing: npm's url-template and uritemplate write `?tags=`. `{;page}` with 0 is
# `;page0` in npm's uri-templates.
# Why it matters: links of an API come with templates. The first page, with the number 0, and filters that are switched off
# are asked for by one client, and not by another, and no server complains of an empty parameter.
set -euo pipefail
for tool in node npm python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
{ npm install --prefix . --no-save --no-audit --no-fund --silent url-template@3.1.1 uri-templates@0.2.0 uritemplate@0.3.4 &&
  python3 -m pip install --quiet --disable-pip-version-check --target packages uritemplate==4.2.0 2>pip.log; } ||
  { echo 'The packages could not be installed.' >&2; exit 2; }

seen=$(node --input-type=module -e '
import { parseTemplate } from "url-template";
import uriTemplates from "uri-templates";
import uritemplate from "uritemplate";
const values = { page: 0, all: true, tags: [] };
for (const text of ["{?page,all}", "{?tags}", "{;page}"]) {
  console.log(`url-template, ${text}: ${parseTemplate(text).expand(values)}`);
  console.log(`uri-templates, ${text}: ${uriTemplates(text).fill(values)}`);
  console.log(`npm uritemplate, ${text}: ${uritemplate.parse(text).expand(values)}`);
}'
PYTHONPATH=packages python3 -c '
import uritemplate
for text in ("{?page,all}", "{?tags}", "{;page}"):
    print(f"Python uritemplate, {text}: {uritemplate.expand(text, page=0, all=True, tags=[])}")')
echo 'url-template 3.1.1, uri-templates 0.2.0, uritemplate 0.3.4 (npm), uritemplate 4.2.0 (PyPI)'
echo "$seen"
[ "$seen" = 'url-template, {?page,all}: ?page=0&all=true
uri-templates, {?page,all}: ?page=0&all=true
npm uritemplate, {?page,all}: ?page=0&all=true
url-template, {?tags}: ?tags=
uri-templates, {?tags}: 
npm uritemplate, {?tags}: ?tags=
url-template, {;page}: ;page=0
uri-templates, {;page}: ;page0
npm uritemplate, {;page}: ;page=0
Python uritemplate, {?page,all}: ?page=&all=True
Python uritemplate, {?tags}: 
Python uritemplate, {;page}: ;page' ] || { echo 'This has changed.' >&2; exit 1; }
