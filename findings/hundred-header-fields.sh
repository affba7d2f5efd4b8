#!/usr/bin/env bash
# Guess: a client reads a response of 130 short header fields, about 3 KB: limits are in bytes, 8 to 64 KB.
# What happens: five of eight also count the fields, and refuse the whole response: Python's http.client and requests from 100 on,
# aiohttp, Rust's ureq and Perl's LWP from about 128 on. httpx, curl and Node.js read it.
# Why it matters: an object in OpenStack Swift may have 90 fields of metadata, and the server, a proxy and tracing add theirs, so that
# the object, or an event with many attributes, can be written but not read. It looks like a broken connection, which is tried again.
set -euo pipefail
for tool in apt-get cargo curl dpkg node perl python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$dir"' EXIT
cd "$dir"
mkdir src
cat >Cargo.toml <<'TOML'
[package]
name = "example"
version = "1.0.0"
edition = "2021"

[dependencies]
ureq = { version = "=3.5.2", default-features = false }
TOML
cat >src/main.rs <<'RUST'
fn main() {
    let base = std::env::args().nth(1).unwrap();
    print!("ureq:");
    for count in [99, 100, 127, 130] {
        match ureq::get(&format!("{base}/{count}")).call() {
            Ok(response) => print!(" {}", response.headers().len()),
            Err(_) => print!(" refused"),
        }
    }
    println!();
}
RUST
{ CARGO_TARGET_DIR=target cargo build -q && python3 -m venv venv &&
  venv/bin/pip install --quiet --disable-pip-version-check aiohttp==3.14.5 httpx==0.28.1 requests==2.34.2 urllib3==2.8.0 &&
  apt-get download 'libwww-perl=6.68-*' 'libhttp-message-perl=6.44-*' 'libhttp-date-perl=6.05-*' 'liburi-perl=5.17-*' 'libnet-http-perl=6.22-*' \
    'libio-html-perl=1.004-*' 'liblwp-mediatypes-perl=6.04-*' 'libencode-locale-perl=1.05-*' 'libtimedate-perl=2.3300-*' \
    'libclone-perl=0.46-*' 'libtry-tiny-perl=0.31-*' 'libhtml-parser-perl=3.81-*' && for package in *.deb; do dpkg -x "$package" root || exit; done; } \
  >install.log 2>&1 || { cat install.log >&2; echo 'The packages could not be installed (Debian 12, after apt-get update).' >&2; exit 2; }
export PERL5LIB=root/usr/share/perl5:root/usr/lib/x86_64-linux-gnu/perl5/5.36
# As many fields as the path says, then "ok".
cat >server.mjs <<'JS'
import { createServer } from 'node:http';
const server = createServer((request, response) => {
  response.sendDate = false;
  response.setHeader('connection', 'close');
  response.setHeader('content-length', 2);
  for (let n = 2; n < Number(request.url.slice(1)); n++) response.setHeader(`x-object-meta-${n}`, 'value');
  response.end('ok');
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
JS
cat >clients.py <<'PY'
import asyncio, http.client, sys
import aiohttp, httpx, requests

port = sys.argv[1]
base = f"http://127.0.0.1:{port}"

def plain(path):
    connection = http.client.HTTPConnection("127.0.0.1", int(port))
    connection.request("GET", path)
    return connection.getresponse().headers

async def with_aiohttp(path):
    async with aiohttp.ClientSession() as session, session.get(base + path) as response:
        return response.headers

def count(read, path):
    try:
        return len(read(path))
    except Exception:
        return "refused"

for name, read in {
    "http.client": plain,
    "requests": lambda path: requests.get(base + path).headers,
    "aiohttp": lambda path: asyncio.run(with_aiohttp(path)),
    "httpx": lambda path: httpx.get(base + path).headers,
}.items():
    print(f"{name}:", *[count(read, path) for path in ("/99", "/100", "/127", "/130")])
PY
cat >client.pl <<'PERL'
use LWP::UserAgent;
my $lwp = LWP::UserAgent->new;
# LWP adds fields of its own, whose names begin with Client-.
my @counts = map {
    my $r = $lwp->get("http://127.0.0.1:$ARGV[0]/$_");
    $r->is_success ? scalar(grep { !/^Client-/i } $r->headers->header_field_names) : "refused"
} 99, 100, 127, 130;
print "LWP: @counts\n";
PERL
cat >client.mjs <<'JS'
const counts = [];
for (const count of [99, 100, 127, 130]) counts.push([...(await fetch(`http://127.0.0.1:${process.argv[2]}/${count}`)).headers].length);
console.log('fetch of Node.js:', ...counts);
JS
node server.mjs >port & server=$!
until [ -s port ]; do sleep 0.1; done
port=$(cat port)
seen=$(
  venv/bin/python clients.py "$port"
  target/debug/example "http://127.0.0.1:$port"
  perl client.pl "$port"
  node client.mjs "$port"
  echo "curl:" "$(for count in 99 100 127 130; do curl -s -D - -o /dev/null "http://127.0.0.1:$port/$count" | grep -c ': '; done | paste -sd ' ')"
)
echo 'Python 3.11, aiohttp 3.14.5, httpx 0.28.1, requests 2.34.2 (PyPI), ureq 3.5.2 (crates.io), LWP 6.68, curl 7.88.1, Node.js 20'
echo "The fields that each client sees of 99, 100, 127 and 130"
echo "$seen"
[ "$seen" = 'http.client: 99 refused refused refused
requests: 99 refused refused refused
aiohttp: 99 100 127 refused
httpx: 99 100 127 130
ureq: 99 100 127 refused
LWP: 99 100 127 refused
fetch of Node.js: 99 100 127 130
curl: 99 100 127 130' ] || { echo 'This has changed.' >&2; exit 1; }
