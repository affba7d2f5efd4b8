#!/usr/bin/env bash
# Guess: a part of a form with `Content-Transfer-Encoding: base64` or `quoted-printable`, as programs that build mail write
# them, is decoded by the server, or it is kept as it is: RFC 7578 only advises senders against the header.
# What happens: aiohttp decodes both. Go's mime/multipart decodes quoted-printable and keeps base64, Node's fetch the
# reverse. WebOb decodes fields and keeps files. busboy and Werkzeug keep all.
# Why it matters: a service that is moved from one language to another stores the letters of base64 in the place of the
# file, with status 200; a file that is quoted-printable for its own reasons is changed.
set -euo pipefail
for tool in go node npm python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'chmod -R u+w "$dir"; rm -rf "$dir"' EXIT
cd "$dir"
cat >main.go <<'GO'
package main

import (
	"fmt"
	"io"
	"mime/multipart"
	"os"
)

func main() {
	form, err := multipart.NewReader(os.Stdin, "x").ReadForm(1 << 20)
	if err != nil {
		panic(err)
	}
	show := func(name string) string {
		file, err := form.File[name][0].Open()
		if err != nil {
			panic(err)
		}
		text, _ := io.ReadAll(file)
		return string(text)
	}
	fmt.Printf("Go: %s %s %s\n", show("base64"), show("quoted"), form.Value["field"][0])
}
GO
{ go mod init example && go build -o example .; } >go.log 2>&1 &&
  npm install --prefix . --no-save --no-audit --no-fund --silent busboy@1.6.0 &&
  python3 -m pip install --quiet --disable-pip-version-check --target packages aiohttp==3.14.5 Werkzeug==3.1.9 WebOb==1.8.11 2>pip.log ||
  { echo 'The packages could not be installed.' >&2; exit 2; }

part() { printf -- '--x\r\nContent-Disposition: form-data; name="%s"%s\r\nContent-Transfer-Encoding: %s\r\n\r\n%s\r\n' "$@"; }
{
  part base64 '; filename="a.txt"' base64 aGVsbG8=
  part quoted '; filename="b.txt"' quoted-printable 'a=3Db'
  part field '' base64 aGVsbG8=
  printf -- '--x--\r\n'
} >form

cat >ask.mjs <<'JS'
import { readFileSync } from 'node:fs';
import { once } from 'node:events';
import busboy from 'busboy';

const body = readFileSync('form');
const headers = { 'content-type': 'multipart/form-data; boundary=x' };
const form = await new Response(body, { headers }).formData();
console.log(`Node.js: ${await form.get('base64').text()} ${await form.get('quoted').text()} ${form.get('field')}`);
const seen = {};
const parser = busboy({ headers });
parser.on('file', (name, stream) => stream.on('data', (data) => (seen[name] = String(data))));
parser.on('field', (name, value) => (seen[name] = value));
parser.end(body);
await once(parser, 'close');
console.log(`busboy: ${seen.base64} ${seen.quoted} ${seen.field}`);
JS
cat >ask.py <<'PY'
import asyncio
import io

import aiohttp
from aiohttp import web
from webob import Request
from werkzeug.formparser import parse_form_data

body = open("form", "rb").read()
TYPE = "multipart/form-data; boundary=x"


def environ():
    return {"wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body)), "CONTENT_TYPE": TYPE, "REQUEST_METHOD": "POST"}


async def main():
    async def answer(request):
        form = await request.post()
        print("aiohttp:", form["base64"].file.read().decode(), form["quoted"].file.read().decode(), form["field"])
        return web.Response()

    app = web.Application()
    app.router.add_post("/", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    async with aiohttp.ClientSession() as session:
        await session.post(f"http://127.0.0.1:{runner.addresses[0][1]}/", data=body, headers={"Content-Type": TYPE})
    await runner.cleanup()


asyncio.run(main())
_, fields, files = parse_form_data(environ())
print("Werkzeug:", files["base64"].read().decode(), files["quoted"].read().decode(), fields["field"])
form = Request(environ()).POST
print("WebOb:", form["base64"].file.read().decode(), form["quoted"].file.read().decode(), form["field"])
PY
seen=$(./example <form && node ask.mjs && PYTHONPATH=packages python3 ask.py)
echo "Go $(go env GOVERSION), Node.js $(node --version), busboy 1.6.0 (npm), aiohttp 3.14.5, Werkzeug 3.1.9, WebOb 1.8.11 (PyPI)"
echo "$seen"
[ "$seen" = 'Go: aGVsbG8= a=b aGVsbG8=
Node.js: hello a=3Db hello
busboy: aGVsbG8= a=3Db aGVsbG8=
aiohttp: hello a=b hello
Werkzeug: aGVsbG8= a=3Db aGVsbG8=
WebOb: aGVsbG8= a=3Db hello' ] || { echo 'This has changed.' >&2; exit 1; }
