#!/usr/bin/env bash
# Guess: a key-value store for JavaScript returns the text that was stored: `setItem(key, "1.10")`, then `getItem(key)` is "1.10".
# What happens: unstorage, the storage of Nitro and Nuxt, stores the text as it is and guesses its type when it is read: "1.10" is the
# number 1.1, "12e4567" Infinity, "true" true, "null" null, and "{…}" an object. "00123" stays a text. getItemRaw returns what was stored.
# Why it matters: versions, commit ids, tax ids and answers of other services are such texts. They change on the way through the store
# for some values only; `getItem` of a stored "null" looks like a key that is not there, and is fetched again each time.
set -euo pipefail
for tool in node npm; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --prefix . --no-save --no-audit --no-fund --silent unstorage@1.17.6 || { echo 'The package could not be installed.' >&2; exit 2; }
cat >store.mjs <<'JS'
import { createStorage } from 'unstorage';
const storage = createStorage();
for (const text of ['blue', '1.10', '12e4567', '00123', ' 7 ', 'true', 'null', '{"a":1}']) {
  await storage.setItem('key', text);
  const read = await storage.getItem('key');
  const raw = await storage.getItemRaw('key');
  console.log(`${JSON.stringify(text)}: ${typeof read}`, read, '- raw the same:', raw === text);
}
JS
seen=$(node store.mjs)
echo 'npm unstorage 1.17.6'
echo "$seen"
[ "$seen" = '"blue": string blue - raw the same: true
"1.10": number 1.1 - raw the same: true
"12e4567": number Infinity - raw the same: true
"00123": string 00123 - raw the same: true
" 7 ": number 7 - raw the same: true
"true": boolean true - raw the same: true
"null": object null - raw the same: true
"{\"a\":1}": object { a: 1 } - raw the same: true' ] || { echo 'This has changed.' >&2; exit 1; }
