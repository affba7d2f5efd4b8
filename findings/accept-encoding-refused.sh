#!/usr/bin/env bash
# Guess: `Accept-Encoding: gzip;q=0` means "no gzip" to a server, as RFC 9110 says, and of "deflate;q=0.1, gzip" it takes
# gzip.
# What happens: Starlette's GZipMiddleware, aiohttp's enable_compression and the exporter of prometheus_client look for the
# word "gzip" only, and send gzip to a client that has just refused it. aiohttp takes deflate as soon as it is named,
# with `q=0` too.
# Why it matters: a proxy that rewrites bodies turns compression off in this way, and then searches in gzip.
set -euo pipefail
command -v python3 >/dev/null || { echo 'This needs python3.' >&2; exit 2; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m pip install --quiet --disable-pip-version-check --target packages starlette==1.10.0 httpx==0.28.1 \
  aiohttp==3.14.5 prometheus_client==0.26.0 2>pip.log || { echo 'The packages could not be installed.' >&2; exit 2; }

cat >ask.py <<'PY'
import asyncio
import wsgiref.util

import aiohttp
import httpx
from aiohttp import web
from prometheus_client import CollectorRegistry, Gauge, make_wsgi_app
from starlette.applications import Starlette
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route

ASKED = ("gzip;q=0", "identity", "deflate;q=0, gzip")


async def ask_starlette(value):
    app = Starlette(routes=[Route("/", lambda request: PlainTextResponse("x" * 5000))])
    app.add_middleware(GZipMiddleware)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://example.org") as client:
        return (await client.get("/", headers={"accept-encoding": value})).headers.get("content-encoding")


async def ask_aiohttp(value):
    async def answer(_):
        response = web.Response(text="x" * 5000)
        response.enable_compression()
        return response

    app = web.Application()
    app.router.add_get("/", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        async with aiohttp.ClientSession(auto_decompress=False) as session:
            url = f"http://127.0.0.1:{runner.addresses[0][1]}/"
            async with session.get(url, headers={"Accept-Encoding": value}) as response:
                return response.headers.get("content-encoding")
    finally:
        await runner.cleanup()


async def ask_prometheus(value):
    registry = CollectorRegistry()
    Gauge("example", "An example.", registry=registry).set(1)
    environ = {"HTTP_ACCEPT_ENCODING": value}
    wsgiref.util.setup_testing_defaults(environ)
    seen = {}
    make_wsgi_app(registry)(environ, lambda status, headers: seen.update(headers))
    return seen.get("Content-Encoding")


async def main():
    for ask in (ask_starlette, ask_aiohttp, ask_prometheus):
        for value in ASKED:
            print(f"{ask.__name__[4:]}, {value}: {await ask(value)}")


asyncio.run(main())
PY
seen=$(PYTHONPATH=packages python3 ask.py)
echo 'starlette 1.10.0, aiohttp 3.14.5, prometheus_client 0.26.0 (PyPI)'
echo "$seen"
[ "$seen" = 'starlette, gzip;q=0: gzip
starlette, identity: None
starlette, deflate;q=0, gzip: gzip
aiohttp, gzip;q=0: gzip
aiohttp, identity: None
aiohttp, deflate;q=0, gzip: deflate
prometheus, gzip;q=0: gzip
prometheus, identity: None
prometheus, deflate;q=0, gzip: gzip' ] || { echo 'This has changed.' >&2; exit 1; }
