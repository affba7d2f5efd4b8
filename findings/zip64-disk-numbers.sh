#!/usr/bin/env bash
# Guess: a reader that knows zip64 reads any zip64 archive of one part.
# What happens: extract-zip and decompress answer "multi-disk zip files are not supported: found disk number: 65535" to
# what PyPI's stream-zip (ZIP_64) and npm's zip.js (zip64: true) write. Both makers put 0xffff into the old disk fields
# and the real number into the zip64 record, as the format allows; the readers look before they get there.
# Why it matters: extract-zip is in many installers and test tools. The words point to a split archive, which it is not.
set -euo pipefail
for tool in node npm python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
{ npm install --prefix . --no-save --no-audit --no-fund --silent extract-zip@2.0.1 decompress@4.2.1 yauzl@3.4.0 @zip.js/zip.js@2.24.0 &&
  python3 -m pip install --quiet --disable-pip-version-check --target packages stream-zip==0.0.84 2>pip.log; } ||
  { echo 'The packages could not be installed.' >&2; exit 2; }

PYTHONPATH=packages python3 - <<'PY'
from datetime import datetime
from stat import S_IFREG
from stream_zip import ZIP_64, stream_zip
member = ("f.txt", datetime(2026, 1, 1), S_IFREG | 0o644, ZIP_64, (b"hello\n",))
with open("stream-zip.zip", "wb") as file:
    file.writelines(stream_zip([member]))
PY
cat >make.mjs <<'JS'
import { writeFileSync } from 'node:fs';
import { TextReader, Uint8ArrayWriter, ZipWriter } from '@zip.js/zip.js';
const zip = new ZipWriter(new Uint8ArrayWriter(), { zip64: true });
await zip.add('f.txt', new TextReader('hello\n'));
writeFileSync('zip.js.zip', await zip.close());
JS
node make.mjs
cat >read.cjs <<'JS'
const readers = {
  'extract-zip': (name) => require('extract-zip')(name, { dir: `${process.cwd()}/out` }),
  decompress: (name) => require('decompress')(name),
  yauzl: (name) => new Promise((done, fail) => require('yauzl').open(name, (error) => (error ? fail(error) : done()))),
};
(async () => {
  for (const maker of ['stream-zip', 'zip.js'])
    for (const [reader, read] of Object.entries(readers))
      console.log(maker, 'by', `${reader}:`, await read(`${maker}.zip`).then(() => 'read', ({ message }) => message));
})();
JS
seen=$(node read.cjs)
for name in extract-zip decompress yauzl @zip.js/zip.js; do
  echo "$name $(node -p 'JSON.parse(fs.readFileSync("node_modules/" + process.argv[1] + "/package.json")).version' "$name")"
done
echo 'stream-zip 0.0.84'
echo "$seen"
[ "$seen" = 'stream-zip by extract-zip: multi-disk zip files are not supported: found disk number: 65535
stream-zip by decompress: multi-disk zip files are not supported: found disk number: 65535
stream-zip by yauzl: read
zip.js by extract-zip: multi-disk zip files are not supported: found disk number: 65535
zip.js by decompress: multi-disk zip files are not supported: found disk number: 65535
zip.js by yauzl: read' ] || { echo 'This has changed.' >&2; exit 1; }
