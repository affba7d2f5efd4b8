#!/usr/bin/env bash
# Guess: a Python application behind an HTTP/2 server sees all cookies. RFC 9113 lets a client send each cookie in a field of its
# own, as browsers do, and obliges the server to join them with "; " before it passes them on.
# What happens: hypercorn joins them, granian does not. Starlette and Quart cope with that; litestar keeps only the first cookie,
# falcon only the last one, and Django makes one cookie `a` with the value "1,b=2" of `a=1` and `b=2`.
# Why it matters: sessions get lost with HTTP/2 end to end (h2c, as Cloud Run and Knative offer it), but neither in tests, whose
# clients send one field, nor behind a proxy that speaks HTTP/1.1 to the server.
set -euo pipefail
for tool in node python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$dir"' EXIT
cd "$dir"
{ python3 -m venv venv &&
  venv/bin/pip install --quiet --disable-pip-version-check granian==2.8.9 hypercorn==0.18.0 starlette==1.10.0 quart==0.22.0 \
    litestar==2.25.0 falcon==4.4.0 django==5.2.19; } >pip.log 2>&1 || { echo 'The packages could not be installed.' >&2; exit 2; }
cat >apps.py <<'PY'
import sys

import falcon.asgi
import litestar
import quart
from django.conf import settings
from django.core.asgi import get_asgi_application
from django.http import JsonResponse
from django.urls import path
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

starlette_app = Starlette(routes=[Route("/", lambda request: JSONResponse(dict(request.cookies)))])

quart_app = quart.Quart("example")

@quart_app.get("/")
async def cookies():
    return dict(quart.request.cookies)

@litestar.get("/")
async def litestar_cookies(request: litestar.Request) -> dict:
    return dict(request.cookies)

litestar_app = litestar.Litestar([litestar_cookies])

class Cookies:
    async def on_get(self, request, response):
        response.media = dict(request.cookies)

falcon_app = falcon.asgi.App()
falcon_app.add_route("/", Cookies())

settings.configure(ROOT_URLCONF="apps", ALLOWED_HOSTS=["*"], SECRET_KEY="example")
urlpatterns = [path("", lambda request: JsonResponse(request.COOKIES))]
django_app = get_asgi_application()
PY
cat >client.mjs <<'JS'
import { connect } from "node:http2";
const session = connect(`http://127.0.0.1:${process.argv[2]}`);
session.on("error", () => process.exit(1)); // the server does not listen yet
let text = "";
session
  .request({ ":path": "/", cookie: ["a=1", "b=2"] })
  .on("data", (data) => (text += data))
  .on("end", () => {
    console.log(JSON.stringify(JSON.parse(text)));
    session.close();
  });
JS
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
# The two fields through the server that the arguments start.
ask() {
  "$@" >server.log 2>&1 & server=$!
  until answer=$(node client.mjs "$port" 2>/dev/null); do kill -0 "$server" || { cat server.log >&2; exit 2; }; sleep 0.2; done
  kill "$server"; wait "$server" 2>/dev/null || true
  server=
}
seen=
for app in starlette quart litestar falcon django; do
  ask venv/bin/hypercorn -b "127.0.0.1:$port" "apps:${app}_app"; seen+="hypercorn, $app: $answer
"
  ask venv/bin/granian --http 2 --host 127.0.0.1 --port "$port" --interface asgi "apps:${app}_app"; seen+="granian, $app: $answer
"
done
echo 'granian 2.8.9, hypercorn 0.18.0, starlette 1.10.0, quart 0.22.0, litestar 2.25.0, falcon 4.4.0, django 5.2.19 (PyPI)'
echo "$seen"
[ "$seen" = 'hypercorn, starlette: {"a":"1","b":"2"}
granian, starlette: {"a":"1","b":"2"}
hypercorn, quart: {"a":"1","b":"2"}
granian, quart: {"a":"1","b":"2"}
hypercorn, litestar: {"a":"1","b":"2"}
granian, litestar: {"a":"1"}
hypercorn, falcon: {"a":"1","b":"2"}
granian, falcon: {"b":"2"}
hypercorn, django: {"a":"1","b":"2"}
granian, django: {"a":"1,b=2"}
' ] || { echo 'This has changed.' >&2; exit 1; }
