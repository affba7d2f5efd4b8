#!/usr/bin/env bash
# Guess: a text that is sent as a field of a form arrives byte by byte, as a file does.
# What happens: fetch, and axios with a FormData, turn each line feed of a text into CR LF. axios.postForm, npm's
# form-data and Python's requests send it as it is, and so does fetch if the same text is in a Blob.
# Why it matters: a shell script that is uploaded as a field fails with "$'\r': command not found"; the digest that the
# client has computed is not that of what arrived. It depends on which of two calls of axios was taken.
set -euo pipefail
for tool in node npm python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
server=
trap '[ -z "$server" ] || { kill "$server"; wait "$server" || true; } 2>/dev/null; rm -rf "$dir"' EXIT
cd "$dir"
{ npm install --prefix . --no-save --no-audit --no-fund --silent axios@1.21.1 form-data@4.0.6 &&
  python3 -m pip install --quiet --disable-pip-version-check --target packages requests==2.34.2 2>pip.log; } ||
  { echo 'The packages could not be installed.' >&2; exit 2; }

node -e '
  const server = require("node:http").createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray()).toString();
    response.end(/pwd\r\nls/.test(body) ? "CR LF" : /pwd\nls/.test(body) ? "LF" : "nothing");
  });
  server.listen(0, "127.0.0.1", () => console.log(server.address().port));' >port & server=$!
until [ -s port ]; do sleep 0.05; done
url=http://127.0.0.1:$(cat port)
cat >send.mjs <<'JS'
import axios from 'axios';
import FormDataOfPackage from 'form-data';
const url = process.argv[2];
const code = 'pwd\nls\n';
const fill = (form, value) => {
  form.append('code', value);
  return form;
};
console.log('fetch:', await (await fetch(url, { method: 'POST', body: fill(new FormData(), code) })).text());
console.log('fetch, Blob:', await (await fetch(url, { method: 'POST', body: fill(new FormData(), new Blob([code])) })).text());
console.log('axios, FormData:', (await axios.post(url, fill(new FormData(), code))).data);
console.log('axios.postForm:', (await axios.postForm(url, { code })).data);
console.log('axios, form-data:', (await axios.post(url, fill(new FormDataOfPackage(), code))).data);
JS
seen=$(node send.mjs "$url"; PYTHONPATH=packages python3 -c '
import requests, sys
print("requests:", requests.post(sys.argv[1], files={"code": (None, "pwd\nls\n")}).text)' "$url")
echo "Node.js $(node --version), axios 1.21.1, form-data 4.0.6, requests 2.34.2 (PyPI)"
echo "$seen"
[ "$seen" = 'fetch: CR LF
fetch, Blob: LF
axios, FormData: CR LF
axios.postForm: LF
axios, form-data: LF
requests: LF' ] || { echo 'This has changed.' >&2; exit 1; }
