#!/usr/bin/env bash
# Guess: `NO_PROXY=10.0.0.0/8,.svc,example.org`, as the images and clusters of companies set it, means one thing to all programs in a container.
# What happens: a range of addresses counts for Go, requests and curl only. "example.org" includes api.example.org for all but npm's
# proxy-from-env (of axios), ".example.org" includes example.org for three, "*.example.org" the names below it for Go and proxy-from-env.
# Why it matters: calls within the cluster go to the proxy, which answers 403 or 504, from one program and not from its neighbour with the same
# variables; requests and httpx, and even urllib, differ within Python. Only a list with the names and with single addresses works for all.
set -euo pipefail
for tool in curl go node npm python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$dir"' EXIT
cd "$dir"
unset http_proxy https_proxy all_proxy no_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY NO_PROXY
{ npm install --prefix . --no-save --no-audit --no-fund --silent proxy-from-env@2.1.0 &&
  python3 -m pip install --quiet --disable-pip-version-check --target packages requests==2.34.2 httpx==0.28.1 2>pip.log; } ||
  { echo 'The packages could not be installed.' >&2; exit 2; }
cat >main.go <<'GO'
package main

import (
	"fmt"
	"net/url"
	"os"

	"golang.org/x/net/http/httpproxy"
)

func main() {
	address, err := url.Parse(os.Args[1])
	if err != nil {
		panic(err)
	}
	proxy, err := httpproxy.FromEnvironment().ProxyFunc()(address)
	if err != nil {
		panic(err)
	}
	if proxy == nil {
		fmt.Print("direct")
	} else {
		fmt.Print("proxy")
	}
}
GO
{ go mod init example && go get golang.org/x/net@v0.62.0 && go mod tidy && go build -o example .; } >go.log 2>&1 ||
  { echo 'The module could not be installed.' >&2; exit 2; }
cat >server.mjs <<'JS'
import { createServer } from 'node:http';
// A request to a proxy has the whole address in its first line.
const server = createServer((request, response) => response.end(request.url.startsWith('/') ? 'direct' : 'proxy'));
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
JS
cat >client.py <<'PY'
import sys
from urllib.parse import urlsplit
from urllib.request import proxy_bypass_environment
import httpx
from requests.utils import should_bypass_proxies
url = sys.argv[1]
client = httpx.Client()
for name, direct in {
    "requests": should_bypass_proxies(url, None),
    "urllib": proxy_bypass_environment(urlsplit(url).netloc),
    "httpx": client._transport_for_url(httpx.URL(url)) is client._transport,
}.items():
    print(f"{name} {'direct' if direct else 'proxy'}", end=", ")
PY
node server.mjs >port & server=$!
until [ -s port ]; do sleep 0.1; done
export http_proxy=http://127.0.0.1:$(cat port) PYTHONPATH=packages
# A proxy is asked for a tunnel because of --connect-to, which the server refuses.
curl_() {
  local answer
  answer=$(curl -s --connect-to "::127.0.0.1:$(cat port)" "$1" || true)
  echo "curl ${answer:-proxy}"
}
seen=$(while read -r list host; do
  export no_proxy=$list
  address=$(printf "http:%s" "//$host/")
  echo "$list, $host: Go $(./example "$address"), $(python3 client.py "$address")$(node -e '
    console.log("proxy-from-env", require("proxy-from-env").getProxyForUrl(process.argv[1]) ? "proxy" : "direct");' "$address"
  ), $(curl_ "$address")"
done <<'CASES'
10.0.0.0/8 10.1.2.3
example.org api.example.org
.example.org api.example.org
.example.org example.org
*.example.org api.example.org
CASES
)
echo "golang.org/x/net v0.62.0, PyPI requests 2.34.2, httpx 0.28.1, npm proxy-from-env 2.1.0, $(python3 --version), $(curl --version | sed 's/ (.*//;q')"
echo "$seen"
[ "$seen" = '10.0.0.0/8, 10.1.2.3: Go direct, requests direct, urllib proxy, httpx proxy, proxy-from-env proxy, curl direct
example.org, api.example.org: Go direct, requests direct, urllib direct, httpx direct, proxy-from-env proxy, curl direct
.example.org, api.example.org: Go direct, requests direct, urllib direct, httpx direct, proxy-from-env direct, curl direct
.example.org, example.org: Go proxy, requests direct, urllib direct, httpx proxy, proxy-from-env proxy, curl direct
*.example.org, api.example.org: Go direct, requests proxy, urllib proxy, httpx proxy, proxy-from-env direct, curl proxy' ] || { echo 'This has changed.' >&2; exit 1; }
