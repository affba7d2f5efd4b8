#!/usr/bin/env bash
# Guess: a logfmt record is one line: a line break in a value is written as "\n" between quotes, and read back as one.
# What happens: npm's logfmt writes the line break as it is, without quotes, so that the record falls into two lines. It reads
# "two\nlines", as Go's and Python's writers have it, as "twonlines".
# Why it matters: a stack trace or a message of the user's ends a record early, and what follows can look like fields of
# another one. The same library at the reading end garbles every record that others escape properly.
set -euo pipefail
for tool in go node npm python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
cat >main.go <<'GO'
package main

import (
	"os"

	"github.com/go-logfmt/logfmt"
)

func main() {
	encoder := logfmt.NewEncoder(os.Stdout)
	encoder.EncodeKeyvals("msg", "two\nlines")
	encoder.EndRecord()
}
GO
{ npm install --prefix . --no-save --no-audit --no-fund --silent logfmt@1.4.0 &&
  python3 -m pip install --quiet --disable-pip-version-check --target packages logfmter==0.0.12 2>pip.log &&
  { go mod init example && go get github.com/go-logfmt/logfmt@v0.6.1 && go build -o write .; } >go.log 2>&1; } ||
  { echo 'The packages could not be installed.' >&2; exit 2; }

cat >write.py <<'PY'
import logging
from logfmter import Logfmter
print(Logfmter(keys=[]).format(logging.makeLogRecord({"msg": "two\nlines"})))
PY
seen="npm writes: $(node -p 'JSON.stringify(require("logfmt").stringify({ msg: "two\nlines" }))')
Go writes: $(./write)
Python writes: $(PYTHONPATH=packages python3 write.py)
npm reads Go's: $(./write | node -p 'require("logfmt").parse(fs.readFileSync(0, "utf8").trim()).msg')"
echo 'logfmt 1.4.0 (npm), go-logfmt v0.6.1, logfmter 0.0.12 (PyPI)'
echo "$seen"
[ "$seen" = 'npm writes: "msg=two\nlines"
Go writes: msg="two\nlines"
Python writes: msg="two\nlines"
npm reads Go'"'"'s: twonlines' ] || { echo 'This has changed.' >&2; exit 1; }
