#!/usr/bin/env bash
# Guess: JetStream drops a message as a duplicate if one with the same id was published to the same subject in the last two minutes.
# What happens: the subject does not count. An id is unique within the whole stream, so that `orders.paid` with the id of the order
# is dropped after `orders.created` with it. Publishing succeeds; only `duplicate: true` in the answer says it, with the number of the other.
# Why it matters: the id of the entity is the obvious id for a message, and one stream for `orders.>` the usual one. The second event of each
# order within two minutes is lost: in tests, not of those that a person creates.
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
cat >publish.mjs <<'JS'
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { withServer } from './server.mjs';
await withServer(async (connection) => {
  const manager = await jetstreamManager(connection);
  await manager.streams.add({ name: 'orders', subjects: ['orders.*'] });
  for (const [subject, msgID] of [['orders.created', '1'], ['orders.paid', '1'], ['orders.created', '2']]) {
    const { duplicate, seq } = await jetstream(connection).publish(subject, 'event', { msgID });
    console.log(`${subject}, id ${msgID}: number ${seq}, ${duplicate ? 'a duplicate' : 'new'}`);
  }
  const { state } = await manager.streams.info('orders', { subjects_filter: '>' });
  console.log(`stored: ${JSON.stringify(state.subjects)}`);
});
JS
seen=$(node publish.mjs)
echo "$(root/usr/sbin/nats-server --version) (Debian 12), @nats-io/jetstream 3.4.0 (npm)"
echo "$seen"
[ "$seen" = 'orders.created, id 1: number 1, new
orders.paid, id 1: number 1, a duplicate
orders.created, id 2: number 2, new
stored: {"orders.created":2}' ] || { echo 'This has changed.' >&2; exit 1; }
