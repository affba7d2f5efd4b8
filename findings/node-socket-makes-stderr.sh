#!/usr/bin/env bash
# Guess: a server in Node.js that writes nothing to stderr never makes the stream `process.stderr`, which is made when it is first used.
# What happens: `process.stderr` is made when the first connection of any kind is closed: the code that destroys a socket compares the socket
# with it, to keep a debug message out of stderr. It loads the module of whatever stderr is, and for a pipe, as in a container, makes a socket.
# Why it matters: it takes 0.2 to 0.9 ms between the first request of a cold server and the second, if that comes over another connection, as
# behind most load balancers. Whoever replaces `process.stderr` lazily finds it made by then. Read it earlier, while nobody waits.
set -euo pipefail
command -v npm >/dev/null || { echo 'This needs npm.' >&2; exit 2; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
for version in 20.19.5 24.11.1; do
  npm install --prefix "$version" --no-save --no-audit --no-fund --silent "node@$version" ||
    { echo 'The package could not be installed.' >&2; exit 2; }
done
cat >server.cjs <<'JS'
const http = require('node:http');
const descriptor = Object.getOwnPropertyDescriptor(process, 'stderr');
const events = [];
Object.defineProperty(process, 'stderr', {
  ...descriptor,
  get() {
    Object.defineProperty(process, 'stderr', descriptor);
    const [, , line] = new Error().stack.split('\n');
    events.push(`made by ${line.trim().split(' ')[1]}`);
    return process.stderr;
  },
});
const server = http.createServer((_, response) => response.end('{}')).listen(0, '127.0.0.1', async () => {
  events.push('listens');
  // In another process, so that its sockets do not count.
  const client = `require('node:http').get({ port: ${server.address().port}, agent: false }, (response) => response.resume())`;
  const { spawn } = require('node:child_process');
  await require('node:events').once(spawn(process.execPath, ['-e', client], { stdio: 'ignore' }), 'exit');
  events.push('the first connection is over');
  require('node:fs').writeSync(1, `${process.version} ${events.join(', ')}\n`);
  process.exit();
});
JS
seen=$(for version in 20.19.5 24.11.1; do "$version/node_modules/.bin/node" server.cjs; done)
echo "$seen"
[ "$seen" = 'v20.19.5 listens, made by Socket._destroy, the first connection is over
v24.11.1 listens, made by Socket._destroy, the first connection is over' ] || { echo 'This has changed.' >&2; exit 1; }
