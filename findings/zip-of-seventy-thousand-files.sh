#!/usr/bin/env bash
# Guess: a zip of more than 65,535 entries is zip64, and a library that writes or reads zips does that or says that it cannot.
# What happens: npm's jszip and fflate write no zip64 and the number of entries modulo 65,536: adm-zip and fflate (its own zip, too)
# read 4,464 of the 70,000 files, without an error. client-zip writes 65,535 and, if the zip is small, no record of zip64: adm-zip
# and fflate read 65,535, jszip refuses it. adm-zip writes zip64. Python looks for the entries themselves and finds all.
# Why it matters: node_modules of a large action or a data set has that many files. The upload succeeds, and the action misses modules.
set -euo pipefail
for tool in node npm python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --prefix . --no-save --no-audit --no-fund --silent adm-zip@0.6.1 fflate@0.8.3 client-zip@2.5.1 jszip@3.10.2 ||
  { echo 'The packages could not be installed.' >&2; exit 2; }
cat >zips.mjs <<'JS'
import { writeFileSync } from 'node:fs';
import AdmZip from 'adm-zip';
import { downloadZip } from 'client-zip';
import { unzipSync, zipSync } from 'fflate';
import JSZip from 'jszip';
const names = Array.from({ length: 70000 }, (_, index) => `f${index}`);
const a = Buffer.from('a');
const adm = new AdmZip();
for (const name of names) adm.addFile(name, a);
const js = new JSZip();
for (const name of names) js.file(name, 'a');
const zips = {
  'adm-zip': adm.toBuffer(),
  fflate: Buffer.from(zipSync(Object.fromEntries(names.map((name) => [name, a])), { level: 0 })),
  jszip: await js.generateAsync({ type: 'nodebuffer' }),
  'client-zip': Buffer.from(await downloadZip(names.map((name) => ({ name, input: 'a' }))).arrayBuffer()),
};
async function count(read) {
  try {
    return await read();
  } catch (error) {
    return error.message;
  }
}
for (const [name, zip] of Object.entries(zips)) {
  writeFileSync(`${name}.zip`, zip);
  console.log(`zip of ${name}: adm-zip ${await count(() => new AdmZip(zip).getEntries().length)},`,
    `fflate ${await count(() => Object.keys(unzipSync(zip)).length)},`,
    `jszip ${await count(async () => Object.keys((await JSZip.loadAsync(zip)).files).length)}`);
}
JS
cat >zips.py <<'PY'
import zipfile

for name in ("adm-zip", "fflate", "jszip", "client-zip"):
    print(f"zip of {name}: Python", len(zipfile.ZipFile(f"{name}.zip").namelist()))
PY
seen=$(node zips.mjs; python3 zips.py)
echo 'entries of 70,000 that are read, npm adm-zip 0.6.1, fflate 0.8.3, jszip 3.10.2, client-zip 2.5.1'
echo "$seen"
[ "$seen" = "zip of adm-zip: adm-zip 70000, fflate 70000, jszip 70000
zip of fflate: adm-zip 4464, fflate 4464, jszip 70000
zip of jszip: adm-zip 4464, fflate 4464, jszip 70000
zip of client-zip: adm-zip 65535, fflate 65535, jszip Corrupted zip: can't find the ZIP64 end of central directory locator
zip of adm-zip: Python 70000
zip of fflate: Python 70000
zip of jszip: Python 70000
zip of client-zip: Python 70000" ] || { echo 'This has changed.' >&2; exit 1; }
