#!/usr/bin/env bash
# Guess: of two cookies of one name the first one counts: a browser sends that of the longest path first (RFC 6265, 5.4). A value with
# JSON in it, as JavaScript writes it, does not touch the cookies behind it.
# What happens: npm's cookie and hono and PyPI's Werkzeug take the first, Starlette, aiohttp and Tornado the last. Python's own
# SimpleCookie stops at the JSON: the cookies behind it are missing, without an error.
# Why it matters: a session for /admin and one for / are mixed up when an action moves from Flask to FastAPI or from Express to
# Starlette, and a cookie of a consent banner logs the user out.
set -euo pipefail
for tool in node npm python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
{ npm install --prefix . --no-save --no-audit --no-fund --silent cookie@2.0.2 hono@4.13.19 &&
  python3 -m venv venv && venv/bin/pip install -q --disable-pip-version-check Werkzeug==3.1.9 starlette==1.10.0 \
    aiohttp==3.14.5 tornado==6.6.1; } || { echo 'The packages could not be installed.' >&2; exit 2; }

cat >parse.mjs <<'JS'
import * as cookie from 'cookie';
import { Hono } from 'hono';
import { getCookie } from 'hono/cookie';
const header = 'a=first; a=last; json={"x":1,"y":2}; z=1';
const parsed = (cookie.parseCookie ?? cookie.parse)(header);
console.log('cookie:', parsed.a, parsed.z);
const app = new Hono();
app.get('/', (context) => context.text(`${getCookie(context, 'a')} ${getCookie(context, 'z')}`));
console.log('hono:', await (await app.request('/', { headers: { cookie: header } })).text());
JS
cat >parse.py <<'PY'
from http.cookies import SimpleCookie

from aiohttp.test_utils import make_mocked_request
from starlette.requests import Request as StarletteRequest
from tornado.httputil import HTTPHeaders, HTTPServerRequest
from werkzeug.wrappers import Request as WerkzeugRequest

HEADER = 'a=first; a=last; json={"x":1,"y":2}; z=1'


def show(name, cookies, value=lambda cookie: cookie):
    print(f"{name}:", *(value(cookies[key]) if key in cookies else "missing" for key in "az"))


show("Werkzeug", WerkzeugRequest({"HTTP_COOKIE": HEADER}).cookies)
show("Starlette", StarletteRequest({"type": "http", "headers": [(b"cookie", HEADER.encode())]}).cookies)
show("aiohttp", make_mocked_request("GET", "/", headers={"Cookie": HEADER}).cookies)


class Connection:
    remote_ip, protocol = "127.0.0.1", "http"


request = HTTPServerRequest("GET", "/", headers=HTTPHeaders({"Cookie": HEADER, "Host": "localhost"}), connection=Connection())
show("Tornado", request.cookies, lambda cookie: cookie.value)
show("SimpleCookie", SimpleCookie(HEADER), lambda cookie: cookie.value)
PY
seen=$(node parse.mjs; venv/bin/python -W ignore parse.py)
echo "npm cookie 2.0.2, hono 4.13.19, PyPI Werkzeug 3.1.9, starlette 1.10.0, aiohttp 3.14.5, tornado 6.6.1, $(venv/bin/python --version)"
echo "$seen"
[ "$seen" = 'cookie: first 1
hono: first 1
Werkzeug: first 1
Starlette: last 1
aiohttp: last 1
Tornado: last 1
SimpleCookie: last missing' ] || { echo 'This has changed.' >&2; exit 1; }
