#!/usr/bin/env bash
# Guess: an HTTP client skips a 103 (Early Hints) that it did not ask for and returns the 200 that follows, as RFC 9110 demands.
# What happens: Python's requests and http.client return the 103, with an empty body and `response.ok`, and so does Perl's LWP. On the
# kept connection they then take the 200 that follows for the answer to the next request. urllib.request raises HTTPError 103. httpx,
# aiohttp, HTTP::Tiny and Node.js return the 200.
# Why it matters: a function or a content network that begins to send hints for browsers breaks the scripts and services that call it:
# they see success and no data, and from then on each caller gets the answer for the one before.
set -euo pipefail
for tool in apt-get dpkg node perl python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$dir"' EXIT
cd "$dir"
{ python3 -m venv venv && venv/bin/pip install --quiet --disable-pip-version-check aiohttp==3.14.5 httpx==0.28.1 requests==2.34.2 &&
  apt-get download 'libwww-perl=6.68-*' 'libhttp-message-perl=6.44-*' 'libhttp-date-perl=6.05-*' 'liburi-perl=5.17-*' 'libnet-http-perl=6.22-*' \
    'libio-html-perl=1.004-*' 'liblwp-mediatypes-perl=6.04-*' 'libencode-locale-perl=1.05-*' 'libtimedate-perl=2.3300-*' \
    'libclone-perl=0.46-*' 'libtry-tiny-perl=0.31-*' 'libhtml-parser-perl=3.81-*' && for package in *.deb; do dpkg -x "$package" root || exit; done; } \
  >install.log 2>&1 || { cat install.log >&2; echo 'The packages could not be installed (Debian 12, after apt-get update).' >&2; exit 2; }
export PERL5LIB=root/usr/share/perl5:root/usr/lib/x86_64-linux-gnu/perl5/5.36
# Node.js answers each request with a 103, and a little later with a 200 whose body is the path.
cat >server.mjs <<'JS'
import { createServer } from 'node:http';
const server = createServer((request, response) =>
  response.writeEarlyHints({ link: '</style.css>; rel=preload; as=style' }, () => setTimeout(() => response.end(request.url), 300)),
);
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
JS
cat >clients.py <<'PY'
import asyncio, http.client, sys, urllib.request
import aiohttp, httpx, requests

base = f"http://127.0.0.1:{sys.argv[1]}"
connection = http.client.HTTPConnection(base[7:])
found = []
for path in "/one", "/two":
    connection.request("GET", path)
    response = connection.getresponse()
    found.append(f"{response.status} '{response.read().decode()}'")
print("http.client:", *found)
try:
    print("urllib.request:", urllib.request.urlopen(base + "/one").status)
except Exception as error:
    print("urllib.request:", error)
with requests.Session() as session:
    responses = [session.get(base + path) for path in ("/one", "/two")]
    print("requests:", *[f"{r.status_code} {'ok' if r.ok else 'not ok'} '{r.text}'" for r in responses])
with httpx.Client() as client:
    print("httpx:", *[client.get(base + path).text for path in ("/one", "/two")])

async def main():
    async with aiohttp.ClientSession() as session:
        print("aiohttp:", *[await (await session.get(base + path)).text() for path in ("/one", "/two")])

asyncio.run(main())
PY
cat >clients.pl <<'PERL'
use LWP::UserAgent;
use HTTP::Tiny;
my $base = "http://127.0.0.1:$ARGV[0]";
my $lwp = LWP::UserAgent->new(keep_alive => 1);
my $tiny = HTTP::Tiny->new;
print "LWP: ", join(" ", map { my $r = $lwp->get("$base$_"); $r->code . " '" . $r->content . "'" } "/one", "/two"), "\n";
print "HTTP::Tiny: ", join(" ", map { $tiny->get("$base$_")->{content} } "/one", "/two"), "\n";
PERL
cat >clients.mjs <<'JS'
const texts = [];
for (const path of ['/one', '/two']) texts.push(await (await fetch(`http://127.0.0.1:${process.argv[2]}${path}`)).text());
console.log('fetch of Node.js:', ...texts);
JS
node server.mjs >port & server=$!
until [ -s port ]; do sleep 0.1; done
port=$(cat port)
seen=$(venv/bin/python clients.py "$port"; perl clients.pl "$port"; node clients.mjs "$port")
echo 'Python 3.11, aiohttp 3.14.5, httpx 0.28.1, requests 2.34.2 (PyPI), LWP 6.68, HTTP::Tiny 0.080, Node.js 20'
echo "$seen"
[ "$seen" = "http.client: 103 '' 200 '/one'
urllib.request: HTTP Error 103: Early Hints
requests: 103 ok '' 200 ok '/one'
httpx: /one /two
aiohttp: /one /two
LWP: 103 '' 200 '/one'
HTTP::Tiny: /one /two
fetch of Node.js: /one /two" ] || { echo 'This has changed.' >&2; exit 1; }
