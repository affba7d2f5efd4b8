#!/usr/bin/env bash
# Guess: an INCR whose answer is lost with the connection fails, as the client cannot know whether it was carried out.
# What happens: ioredis, redis-py and go-redis connect again and send it again, silently. One lost answer makes 2 of a counter,
# two make 3, and the caller gets that as the result. node-redis rejects the call.
# Why it matters: a failover or a restart of a proxy counts a request twice, takes two places in a queue (LPUSH), or two tokens of a
# limit. `maxRetriesPerRequest: 0` of ioredis, `Retry(NoBackoff(), 0)` of redis-py and `MaxRetries: -1` of go-redis switch it off.
set -euo pipefail
for tool in apt-get dpkg go node npm python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
{ apt-get download 'redis-server=5:7.0.15-*' 'redis-tools=5:7.0.15-*' liblzf1 libjemalloc2 liblua5.1-0 lua-bitop lua-cjson &&
  for package in *.deb; do dpkg -x "$package" root; done &&
  npm install --prefix . --no-save --no-audit --no-fund --silent ioredis@6.0.0 redis@6.3.1 && python3 -m venv venv &&
  venv/bin/pip install -q --disable-pip-version-check redis==8.1.0; } >install.log 2>&1 ||
  { echo 'The packages could not be installed (Debian 12, after apt-get update).' >&2; exit 2; }
cat >main.go <<'GO'
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/redis/go-redis/v9"
)

func main() {
	fmt.Println(redis.NewClient(&redis.Options{Addr: "127.0.0.1:" + os.Args[1]}).Incr(context.Background(), "calls").Result())
}
GO
{ go mod init example && go get github.com/redis/go-redis/v9@v9.23.0 && go mod tidy && go build -o go-redis .; } >go.log 2>&1 ||
  { echo 'The module could not be installed.' >&2; exit 2; }
cat >redis-py.py <<'PYTHON'
import sys

import redis

print(redis.Redis(port=int(sys.argv[1])).incr("calls"))
PYTHON
cat >ioredis.mjs <<'JS'
import { Redis } from 'ioredis';
const client = new Redis(Number(process.argv[2]), '127.0.0.1').on('error', () => {});
console.log(await client.incr('calls').catch((error) => `error: ${error.message}`));
process.exit();
JS
cat >node-redis.mjs <<'JS'
import { createClient } from 'redis';
const client = createClient({ url: `redis://127.0.0.1:${process.argv[2]}` }).on('error', () => {});
await client.connect();
console.log(await client.incr('calls').catch((error) => `error: ${error.message}`));
process.exit();
JS
cat >proxy.mjs <<'JS' # a real server behind a proxy that closes the connection in the place of the first answers to INCR
import { execFile, spawn } from 'node:child_process';
import { connect, createServer } from 'node:net';
import { promisify } from 'node:util';
const run = promisify(execFile);
const server = spawn('root/usr/bin/redis-server', ['--port', '0', '--unixsocket', 'redis.sock', '--save', ''], { stdio: ['ignore', 'pipe', 'inherit'] });
for await (const line of server.stdout.setEncoding('utf8')) if (/ready to accept/i.test(line)) break;
let lose = 0;
const proxy = createServer((client) => {
  const upstream = connect('redis.sock');
  let lost = false;
  client.on('data', (data) => {
    if (lose > 0 && /\r\nincr(by)?\r\n/i.test(data)) [lost, lose] = [true, lose - 1];
    upstream.write(data);
  });
  upstream.on('data', (data) => (lost ? client.destroy() : client.write(data)));
  for (const [one, other] of [[client, upstream], [upstream, client]]) one.on('error', () => {}).on('close', () => other.destroy());
});
await new Promise((resolve) => proxy.listen(0, '127.0.0.1', resolve));
const { port } = proxy.address();
const cli = async (...command) => (await run('root/usr/bin/redis-cli', ['-s', 'redis.sock', ...command])).stdout.trim();
for (const answers of [1, 2])
  for (const [name, ...command] of [['ioredis', 'node', 'ioredis.mjs'], ['node-redis', 'node', 'node-redis.mjs'], ['redis-py', 'venv/bin/python', 'redis-py.py'], ['go-redis', './go-redis']]) {
    await cli('DEL', 'calls');
    lose = answers;
    const { stdout } = await run(command[0], [...command.slice(1), String(port)]);
    console.log(`${name}, ${answers} lost: ${stdout.trim()}; the counter is ${await cli('GET', 'calls')}`);
  }
server.kill();
process.exit();
JS
seen=$(LD_LIBRARY_PATH="$(dirname "$(find root -name 'libjemalloc.so.2')")" node proxy.mjs)
echo 'ioredis 6.0.0, redis 6.3.1 (npm), redis 8.1.0 (PyPI), github.com/redis/go-redis/v9 v9.23.0, Redis 7.0.15 (Debian 12)'
echo "$seen"
[ "$seen" = 'ioredis, 1 lost: 2; the counter is 2
node-redis, 1 lost: error: Socket closed unexpectedly; the counter is 1
redis-py, 1 lost: 2; the counter is 2
go-redis, 1 lost: 2 <nil>; the counter is 2
ioredis, 2 lost: 3; the counter is 3
node-redis, 2 lost: error: Socket closed unexpectedly; the counter is 1
redis-py, 2 lost: 3; the counter is 3
go-redis, 2 lost: 3 <nil>; the counter is 3' ] || { echo 'This has changed.' >&2; exit 1; }
