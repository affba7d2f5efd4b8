#!/usr/bin/env bash
# Guess: a package for a graceful shutdown lets the requests that are running finish, as `server.close()` does, within a limit of
# 30 seconds or so, as platforms allow.
# What happens: http-terminator and @godaddy/terminus cut them after one second, their default; the client gets ECONNRESET. With
# stoppable and http-graceful-shutdown the same request of 2.5 seconds is answered.
# Why it matters: such a package is added so that a deployment or scaling down loses no request. All that take longer than a second
# are lost, which tests with quick requests do not show. `gracefulTerminationTimeout` and `timeout` raise it.
set -euo pipefail
for tool in node npm; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --prefix . --no-save --no-audit --no-fund --silent http-terminator@3.2.0 @godaddy/terminus@4.12.1 stoppable@1.1.0 \
  http-graceful-shutdown@4.0.0 || { echo 'The packages could not be installed.' >&2; exit 2; }
cat >server.cjs <<'JS'
const server = require('node:http').createServer((request, response) => setTimeout(() => response.end('done'), 2500));
const onTerm = (stop) => process.once('SIGTERM', stop);
({
  'server.close()': () => onTerm(() => server.close()),
  stoppable: () => { const { stop } = require('stoppable')(server); onTerm(() => stop()); },
  'http-graceful-shutdown': () => require('http-graceful-shutdown')(server),
  'http-terminator': () => {
    const terminator = require('http-terminator').createHttpTerminator({ server });
    onTerm(() => terminator.terminate());
  },
  '@godaddy/terminus': () => require('@godaddy/terminus').createTerminus(server, { signal: 'SIGTERM' }),
})[process.argv[2]]();
server.listen(0, '127.0.0.1', () => process.send(server.address().port));
server.on('request', () => process.send('running'));
JS
cat >run.cjs <<'JS'
const { fork } = require('node:child_process');
const http = require('node:http');
const run = (name) =>
  new Promise((resolve) => {
    const child = fork('./server.cjs', [name], { silent: true });
    child.on('message', (message) => {
      if (message === 'running') return child.kill('SIGTERM');
      http
        .get({ host: '127.0.0.1', port: message, agent: false }, (response) => response.setEncoding('utf8').on('data', resolve))
        .on('error', ({ code }) => resolve(code));
    });
  }).then((answer) => console.log(`${name}: ${answer}`));
(async () => {
  for (const name of ['server.close()', 'stoppable', 'http-graceful-shutdown', 'http-terminator', '@godaddy/terminus']) await run(name);
  process.exit();
})();
JS
seen=$(node run.cjs)
echo 'http-terminator 3.2.0, @godaddy/terminus 4.12.1, stoppable 1.1.0, http-graceful-shutdown 4.0.0 (npm)'
echo "$seen"
[ "$seen" = 'server.close(): done
stoppable: done
http-graceful-shutdown: done
http-terminator: ECONNRESET
@godaddy/terminus: ECONNRESET' ] || { echo 'This has changed.' >&2; exit 1; }
