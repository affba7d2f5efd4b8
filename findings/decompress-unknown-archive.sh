#!/usr/bin/env bash
# Guess: npm's decompress rejects when it does not know what a file is.
# What happens: it resolves with an empty list. An archive that begins with anything but "PK", such as the runnable zip
# of `python3 -m zipapp --python …` or any self-extracting one, unpacks to nothing without an error.
# Why it matters: an installer or a deploy step that awaits it goes on with an empty folder. Only a check of the
# length of the list finds out.
set -euo pipefail
for tool in node npm python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --prefix . --no-save --no-audit --no-fund --silent decompress@4.2.1 ||
  { echo 'The package could not be installed.' >&2; exit 2; }

mkdir code
echo 'print("hello")' >code/__main__.py
python3 -m zipapp code -o plain.pyz
python3 -m zipapp code -o runnable.pyz --python '/usr/bin/env python3'
seen=$(node -e '
  const decompress = require("decompress");
  (async () => {
    for (const name of ["plain.pyz", "runnable.pyz"])
      console.log(name, await decompress(name, "out").then((files) => "resolved, " + files.length + " files", (error) => error.message));
  })();'
  echo "python3 runnable.pyz prints $(python3 runnable.pyz)")
echo "decompress $(node -p 'JSON.parse(fs.readFileSync("node_modules/decompress/package.json")).version')"
echo "$seen"
[ "$seen" = 'plain.pyz resolved, 1 files
runnable.pyz resolved, 0 files
python3 runnable.pyz prints hello' ] || { echo 'This has changed.' >&2; exit 1; }
