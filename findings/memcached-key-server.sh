#!/usr/bin/env bash
# Guess: clients of memcached with the same list of servers look for a key on the same server: consistent hashing (ketama) is what all have.
# What happens: pymemcache, python-memcached, Go's gomemcache and npm's memcached, each as it comes, agree on none of twelve keys on three
# servers. npm's memcached uses ketama, as PyPI's uhashring does on request; the others have three other rules.
# Why it matters: what a worker in Python has stored is not found by a function in Node.js or Go, or an older value of it is, and a delete
# reaches a server that does not have the key. With a single server, as in a test, all is found.
set -euo pipefail
for tool in go node npm python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
{ npm install --prefix . --no-save --no-audit --no-fund --silent memcached@2.2.2 &&
  python3 -m pip install --quiet --disable-pip-version-check --target packages pymemcache==4.0.0 python-memcached==1.62 uhashring==2.5 2>pip.log; } ||
  { echo 'The packages could not be installed.' >&2; exit 2; }
cat >main.go <<'GO'
package main

import (
	"fmt"

	"github.com/bradfitz/gomemcache/memcache"
)

func main() {
	servers := &memcache.ServerList{}
	if err := servers.SetServers("127.0.0.1:21211", "127.0.0.1:21212", "127.0.0.1:21213"); err != nil {
		panic(err)
	}
	fmt.Print("gomemcache:")
	for number := range 12 {
		server, err := servers.PickServer(fmt.Sprintf("user:%d", number))
		if err != nil {
			panic(err)
		}
		text := server.String()
		fmt.Print(" ", text[len(text)-1:])
	}
	fmt.Println()
}
GO
{ go mod init example && go get github.com/bradfitz/gomemcache@v0.0.0-20260422231931-4d751bb6e37c && go build -o example .; } >go.log 2>&1 ||
  { echo 'The module could not be installed.' >&2; exit 2; }
cat >client.py <<'PY'
import memcache
from pymemcache.client.hash import HashClient
from uhashring import HashRing
ports = [21211, 21212, 21213]
names = [f"127.0.0.1:{port}" for port in ports]
pymemcache = HashClient([("127.0.0.1", port) for port in ports])
old = memcache.Client(names)
ring = HashRing(nodes=names, hash_fn="ketama")
for name, pick in {
    "pymemcache": lambda key: pymemcache.hasher.get_node(key),
    "python-memcached": lambda key: str(old.buckets[memcache.serverHashFunction(key.encode()) % len(old.buckets)].address[1]),
    "uhashring, ketama": ring.get_node,
}.items():
    print(f"{name}:", *(pick(f"user:{number}")[-1] for number in range(12)))
PY
seen=$(node -e '
    const Memcached = require("memcached");
    const client = new Memcached(["127.0.0.1:21211", "127.0.0.1:21212", "127.0.0.1:21213"]);
    console.log("npm memcached:", ...Array.from({ length: 12 }, (_, number) => client.HashRing.get(`user:${number}`).slice(-1)));
    process.exit();'
  PYTHONPATH=packages python3 client.py
  ./example)
echo 'npm memcached 2.2.2, PyPI pymemcache 4.0.0, python-memcached 1.62, uhashring 2.5, gomemcache of 2026-04-22'
echo "$seen"
[ "$seen" = 'npm memcached: 2 2 3 2 2 1 2 3 3 1 3 1
pymemcache: 3 1 2 2 1 2 1 1 1 2 2 2
python-memcached: 1 1 1 1 3 1 1 1 1 1 1 3
uhashring, ketama: 2 2 3 2 2 1 2 3 3 1 3 1
gomemcache: 2 1 2 1 1 3 3 1 2 2 1 3' ] || { echo 'This has changed.' >&2; exit 1; }
