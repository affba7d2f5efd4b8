#!/usr/bin/env bash
# Guess: a consumer of JetStream with a `backoff` waits these times before it delivers a message again, however the try failed.
# What happens: it waits only if no answer came. After `nak()` the message comes again at once: all five deliveries of
# `max_deliver: 5` are over within a tenth of a second, and the message is not delivered any more. `nak(delay)` waits.
# Why it matters: the handler that reports its failure properly gets no backoff, the one that is silent does. An outage of a
# database of one second uses up the tries of each message that arrives in it.
set -euo pipefail
for tool in apt-get dpkg node npm; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
{ apt-get download 'nats-server=2.9.10-*' && dpkg -x nats-server_*.deb root &&
  npm install --prefix . --no-save --no-audit --no-fund --silent @nats-io/transport-node@3.4.0 @nats-io/jetstream@3.4.0; } >install.log 2>&1 ||
  { echo 'The packages could not be installed (Debian 12, after apt-get update).' >&2; exit 2; }
cat >server.mjs <<'JS'
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { connect } from '@nats-io/transport-node';
export async function withServer(use) {
  const server = spawn('root/usr/sbin/nats-server', ['--jetstream', '--store_dir', 'store', '--addr', '127.0.0.1', '--port', '-1', '--ports_file_dir', '.'], { stdio: 'ignore' });
  const ports = `nats-server_${server.pid}.ports`;
  let address;
  for (let time = 0; !address && time < 100; time++) {
    await wait(100);
    try {
      address = JSON.parse(readFileSync(ports, 'utf8')).nats[0];
    } catch {} // not yet written
  }
  const connection = await connect({ servers: address });
  await use(connection);
  await connection.close();
  server.kill();
}
JS
cat >redeliver.mjs <<'JS'
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { withServer } from './server.mjs';
const millis = (value) => value * 1e6;
await withServer(async (connection) => {
  const manager = await jetstreamManager(connection);
  await manager.streams.add({ name: 'calls', subjects: ['calls.*'] });
  for (const [what, answer] of [['no answer', () => {}], ['nak()', (message) => message.nak()], ['nak(300)', (message) => message.nak(300)]]) {
    const name = what.replace(/\W/g, '');
    await manager.consumers.add('calls', { durable_name: name, filter_subject: `calls.${name}`, ack_policy: 'explicit', backoff: [300, 300, 300, 300].map(millis), max_deliver: 5 });
    await jetstream(connection).publish(`calls.${name}`, 'call');
    const messages = await (await jetstream(connection).consumers.get('calls', name)).consume();
    setTimeout(() => messages.stop(), 3000);
    const times = [];
    for await (const message of messages) {
      times.push(Date.now());
      answer(message);
    }
    console.log(`${what}: ${times.length} deliveries, ${times.at(-1) - times[0] > 1000 ? 'over a second and more' : 'at once'}`);
  }
});
JS
seen=$(node redeliver.mjs)
echo "$(root/usr/sbin/nats-server --version) (Debian 12), @nats-io/jetstream 3.4.0 (npm)"
echo "$seen"
[ "$seen" = 'no answer: 5 deliveries, over a second and more
nak(): 5 deliveries, at once
nak(300): 5 deliveries, over a second and more' ] || { echo 'This has changed.' >&2; exit 1; }
