#!/usr/bin/env bash
# Guess: a listener for a signal that has been removed leaves no trace. A write to a closed pipe is EPIPE in Node.js, and one beyond the
# limit for files (`ulimit -f`) is EFBIG, as it ignores SIGPIPE and SIGXFSZ.
# What happens: with the last listener Node.js gives the signal back to the system's default, which is death: the same writes
# now kill it, with SIGPIPE or SIGXFSZ. npm's write-file-atomic 8 (with signal-exit) does that to SIGXFSZ each time it saves a file.
# Why it matters: a server that has saved one file in this way ends without a message where it would have reported an error, and
# whoever listened for SIGPIPE for a while has a process that the next client which hangs up on a pipe can end.
set -euo pipefail
for tool in npm bash; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --prefix . --no-save --no-audit --no-fund --silent node@24.11.0 write-file-atomic@8.0.0 ||
  { echo 'The packages could not be installed.' >&2; exit 2; }
cat >example.cjs <<'JS'
const { writeFileSync, writeSync } = require('node:fs');
const [, , use, write] = process.argv;
const nothing = () => undefined;
for (const signal of ['SIGPIPE', 'SIGXFSZ']) {
  if (use === 'a listener that is removed') process.on(signal, nothing).off(signal, nothing);
}
if (use === 'write-file-atomic') require('write-file-atomic').sync('small', 'x');
// The reader of the pipe has gone.
if (write === 'pipe') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
try {
  if (write === 'pipe') writeSync(1, 'x');
  else writeFileSync('large', 'x'.repeat(100_000));
} catch ({ code }) {
  writeSync(2, code);
}
JS
node=node_modules/node/bin/node
seen=
for use in 'no listener' 'a listener that is removed' write-file-atomic; do
  file=$( (ulimit -f 8; "$node" example.cjs "$use" file 2>code || echo "killed by $(kill -l $?)"; cat code) 2>/dev/null)
  { "$node" example.cjs "$use" pipe 2>code || echo "killed by $(kill -l $?)" >>code; } | true
  until [ -s code ]; do sleep 0.05; done
  seen+="$use: file $file, pipe $(cat code)
"
done
echo 'Node.js 24.11.0, write-file-atomic 8.0.0 (npm)'
echo "$seen"
[ "$seen" = 'no listener: file EFBIG, pipe EPIPE
a listener that is removed: file killed by XFSZ, pipe killed by PIPE
write-file-atomic: file killed by XFSZ, pipe EPIPE
' ] || { echo 'This has changed.' >&2; exit 1; }
