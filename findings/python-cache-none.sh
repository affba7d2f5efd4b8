#!/usr/bin/env bash
# Guess: a cached function is not called again while its result is in the cache, whatever the result is.
# What happens: with aiocache and Flask-Caching a function that returned None is called each time; False, 0 and an empty list count.
# cashews, async-lru and functools.lru_cache keep None as well. `cache_none=True` changes it in Flask-Caching.
# Why it matters: "there is no such user" is None, and what robots and typing errors ask for most. Just these calls go through to the
# database each time, while each test with a user that exists finds a working cache.
set -euo pipefail
command -v python3 >/dev/null || { echo 'This needs python3.' >&2; exit 2; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
{ python3 -m venv venv && venv/bin/pip install -q --disable-pip-version-check aiocache==0.12.3 Flask-Caching==2.5.1 Flask==3.1.3 cashews==7.6.0 async-lru==2.4.0; } >pip.log 2>&1 ||
  { echo 'The packages could not be installed.' >&2; exit 2; }
cat >calls.py <<'PYTHON'
import asyncio
import functools
import itertools

import aiocache
import async_lru
import cashews
from flask import Flask
from flask_caching import Cache

app = Flask("example")
numbers = itertools.count()
flask_cache = Cache(app, config={"CACHE_TYPE": "SimpleCache"})


async def count(wrap, result, asynchronous):
    calls = 0

    async def load_later():
        nonlocal calls
        calls += 1
        return result

    def load():
        nonlocal calls
        calls += 1
        return result

    cached = wrap(load_later if asynchronous else load)
    for _ in range(3):
        with app.app_context():
            await cached() if asynchronous else cached()
    return calls


async def main():
    memory = cashews.Cache()
    memory.setup("mem://")
    for name, wrap, asynchronous in (
        ("aiocache", lambda load: aiocache.cached(key=f"aiocache {next(numbers)}")(load), True),
        ("Flask-Caching", lambda load: flask_cache.cached(key_prefix=f"flask {next(numbers)}")(load), False),
        ("Flask-Caching, cache_none", lambda load: flask_cache.cached(key_prefix=f"flask {next(numbers)}", cache_none=True)(load), False),
        ("cashews", lambda load: memory(ttl="1h", key=f"cashews {next(numbers)}")(load), True),
        ("async-lru", async_lru.alru_cache, True),
        ("lru_cache", functools.lru_cache, False),
    ):
        print(f"{name}: " + ", ".join([f"{result!r} {await count(wrap, result, asynchronous)}" for result in (None, False, 0, [])]))


asyncio.run(main())
PYTHON
seen=$(venv/bin/python calls.py)
echo 'aiocache 0.12.3, Flask-Caching 2.5.1, cashews 7.6.0, async-lru 2.4.0 (PyPI); calls of three:'
echo "$seen"
[ "$seen" = 'aiocache: None 3, False 1, 0 1, [] 1
Flask-Caching: None 3, False 1, 0 1, [] 1
Flask-Caching, cache_none: None 1, False 1, 0 1, [] 1
cashews: None 1, False 1, 0 1, [] 1
async-lru: None 1, False 1, 0 1, [] 1
lru_cache: None 1, False 1, 0 1, [] 1' ] || { echo 'This has changed.' >&2; exit 1; }
