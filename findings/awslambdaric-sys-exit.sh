#!/usr/bin/env bash
# Guess: `sys.exit(0)` in a handler is reported by AWS's Python runtime client as an error of that invocation, as an
# exception is.
# What happens: the process exits 0 and posts neither a response nor an error. Bytes as a result are not an error
# either: they are posted as they are, with content type application/unknown.
# Why it matters: whoever runs Lambda images on something else (the emulator, a local gateway, a custom runtime) sees an
# invocation that stays open, and a process that says it succeeded. A command-line tool used as a handler ends so.
set -euo pipefail
for tool in node python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
server=
trap '[ -z "$server" ] || { kill "$server"; wait "$server" || true; } 2>/dev/null; rm -rf "$dir"' EXIT
cd "$dir"
python3 -m pip install --quiet --disable-pip-version-check --target packages awslambdaric==4.2.2 2>pip.log ||
  { cat pip.log; echo 'The package could not be installed.' >&2; exit 2; }

cat >handler.py <<'PY'
import sys
def run(event, context):
    if event == "exit": sys.exit(0)
    if event == "raise": raise ValueError("bad")
    return b"bytes" if event == "bytes" else {"ok": True}
PY
# The runtime API: hands out one event, writes down what is posted, and ends when it is asked for a second event.
cat >api.mjs <<'JS'
import { createServer } from 'node:http';
import { appendFileSync, writeFileSync } from 'node:fs';
let given = false;
const server = createServer(async (request, response) => {
  let body = '';
  for await (const chunk of request) body += chunk;
  if (request.method === 'GET') {
    if (given) {
      writeFileSync('asked', '');
      process.exit();
    }
    given = true;
    response.writeHead(200, {
      'Content-Type': 'application/json',
      'Lambda-Runtime-Aws-Request-Id': 'one',
      'Lambda-Runtime-Deadline-Ms': String(Date.now() + 9000),
      'Lambda-Runtime-Invoked-Function-Arn': 'arn:aws:lambda:eu-west-1:000000000000:function:example',
      'Lambda-Runtime-Trace-Id': 'Root=1-00000000-000000000000000000000001',
    });
    return response.end(JSON.stringify(process.argv[2]));
  }
  appendFileSync('posted', `${request.url.split('/').pop()} (${request.headers['content-type']}) ${body.slice(0, 24)}`);
  response.writeHead(202).end();
});
server.listen(0, '127.0.0.1', () => writeFileSync('port', String(server.address().port)));
JS
invoke() {
  local status=0
  rm -f port asked
  : >posted
  node api.mjs "$1" & server=$!
  until [ -s port ]; do sleep 0.05; done
  AWS_LAMBDA_RUNTIME_API=127.0.0.1:$(cat port) PYTHONPATH=packages timeout 60 python3 -m awslambdaric handler.run \
    >/dev/null 2>&1 || status=$?
  echo "$1: posted $(grep . posted || echo nothing), $([ -e asked ] && echo 'asks for the next' || echo "exit $status")"
  { kill "$server"; wait "$server" || true; } 2>/dev/null
  server=
}
seen=$(invoke object; invoke raise; invoke bytes; invoke exit)
echo "awslambdaric $(PYTHONPATH=packages python3 -c 'import importlib.metadata as m; print(m.version("awslambdaric"))'), $(python3 --version)"
echo "$seen"
[ "$seen" = 'object: posted response (application/json) {"ok": true}, asks for the next
raise: posted error (application/json) {"errorMessage": "bad", , asks for the next
bytes: posted response (application/unknown) bytes, asks for the next
exit: posted nothing, exit 0' ] || { echo 'This has changed.' >&2; exit 1; }
