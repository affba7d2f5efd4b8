#!/usr/bin/env bash
# Guess: the stand-ins for Redis in tests, fakeredis for Python and miniredis for Go, give the numbers and the JSON of Redis.
# What happens: in a script in Redis an empty table or list is "{}" as JSON, in both stand-ins "[]". 1e15 is "1e+15" in Redis, as text and as
# JSON; miniredis writes 1000000000000000, fakeredis only in JSON. 0.1 and 0.2 by INCRBYFLOAT are 0.3 in Redis and miniredis and
# 0.30000000000000004 in fakeredis.
# Why it matters: a script that keeps lists as JSON stores an object instead of a list in production, once the list is empty, and keys that are
# made of a time in microseconds are others there, while the tests pass.
set -euo pipefail
for tool in apt-get dpkg go node python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$dir"' EXIT
cd "$dir"
{ apt-get download 'redis-server=5:7.0.15-*' 'redis-tools=5:7.0.15-*' libjemalloc2 liblua5.1-0 libatomic1 liblzf1 lua-cjson lua-bitop >/dev/null 2>&1 &&
  for package in ./*.deb; do dpkg -x "$package" root; done; } ||
  { echo 'The packages could not be installed (Debian 12, after apt-get update).' >&2; exit 2; }
python3 -m pip install --quiet --disable-pip-version-check --target packages fakeredis==2.41.0 lupa==2.8 redis==5.3.1 2>pip.log ||
  { cat pip.log >&2; echo 'The packages could not be installed.' >&2; exit 2; }
cat >commands <<'TEXT'
EVAL return(cjson.encode({})) 0
EVAL return(cjson.encode(cjson.decode("[]"))) 0
EVAL return(cjson.encode(1e15)) 0
EVAL return("at:"..1e15) 0
INCRBYFLOAT sum 0.1
INCRBYFLOAT sum 0.2
TEXT
cat >main.go <<'GO'
package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"
)

func main() {
	server, err := miniredis.Run()
	if err != nil {
		panic(err)
	}
	client := redis.NewClient(&redis.Options{Addr: server.Addr()})
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		var arguments []any
		for _, word := range strings.Fields(lines.Text()) {
			arguments = append(arguments, word)
		}
		result, err := client.Do(context.Background(), arguments...).Text()
		if err != nil {
			panic(err)
		}
		fmt.Printf("miniredis, %s: %s\n", lines.Text(), result)
	}
}
GO
{ go mod init example && go get github.com/alicebob/miniredis/v2@v2.40.0 github.com/redis/go-redis/v9@v9.23.0 && go mod tidy && go build -o example .; } \
  >go.log 2>&1 || { cat go.log >&2; echo 'The modules could not be installed.' >&2; exit 2; }
port=$(node -e 'const server = require("node:net").createServer().listen(0, "127.0.0.1", () => { console.log(server.address().port); server.close(); });')
LD_LIBRARY_PATH=$(echo "$dir"/root/usr/lib/*-linux-gnu) root/usr/bin/redis-server --port "$port" --bind 127.0.0.1 --save '' >server.log 2>&1 & server=$!
until grep -q 'Ready to accept' server.log; do sleep 0.1; kill -0 "$server"; done
cat >run.py <<'PY'
import sys
import fakeredis, redis
for name, client in (("Redis", redis.Redis(port=int(sys.argv[1]))), ("fakeredis", fakeredis.FakeRedis())):
    for line in open("commands").read().splitlines():
        result = client.execute_command(*line.split())
        print(f"{name}, {line}: {result.decode() if isinstance(result, bytes) else result}")
PY
seen=$({ PYTHONPATH=packages python3 run.py "$port"; ./example <commands; } | LC_ALL=C sort -s -t , -k 2)
echo 'redis-server 7.0.15 (Debian 12), PyPI fakeredis 2.41.0, lupa 2.8, redis 5.3.1, github.com/alicebob/miniredis/v2 v2.40.0'
echo "$seen"
[ "$seen" = 'miniredis, EVAL return("at:"..1e15) 0: at:1000000000000000
Redis, EVAL return("at:"..1e15) 0: at:1e+15
fakeredis, EVAL return("at:"..1e15) 0: at:1e+15
fakeredis, EVAL return(cjson.encode(1e15)) 0: 1000000000000000
miniredis, EVAL return(cjson.encode(1e15)) 0: 1000000000000000
Redis, EVAL return(cjson.encode(1e15)) 0: 1e+15
fakeredis, EVAL return(cjson.encode(cjson.decode("[]"))) 0: []
miniredis, EVAL return(cjson.encode(cjson.decode("[]"))) 0: []
Redis, EVAL return(cjson.encode(cjson.decode("[]"))) 0: {}
fakeredis, EVAL return(cjson.encode({})) 0: []
miniredis, EVAL return(cjson.encode({})) 0: []
Redis, EVAL return(cjson.encode({})) 0: {}
Redis, INCRBYFLOAT sum 0.1: 0.1
fakeredis, INCRBYFLOAT sum 0.1: 0.1
miniredis, INCRBYFLOAT sum 0.1: 0.1
Redis, INCRBYFLOAT sum 0.2: 0.3
miniredis, INCRBYFLOAT sum 0.2: 0.3
fakeredis, INCRBYFLOAT sum 0.2: 0.30000000000000004' ] || { echo 'This has changed.' >&2; exit 1; }
