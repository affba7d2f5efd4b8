#!/usr/bin/env bash
# Guess: a client with three subscriptions that match one topic gets a message there once, in any version of MQTT.
# What happens: with Mosquitto it is once for MQTT 3.1.1, but with QoS 1, though one of the three has 2, and the standard asks for the
# highest. With `protocolVersion: 5` it is three times, once with each QoS, and only a subscription identifier distinguishes them.
# Why it matters: a client that is moved to MQTT 5 by this one setting counts and stores everything twice that two of its wildcards
# match, such as `site/#` and `+/alarm`; the duplicates have no dup flag.
set -euo pipefail
for tool in apt-get dpkg node npm; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
{ apt-get download 'mosquitto=2.0.11-*' libwebsockets17 libcjson1 libdlt2 libev4 libuv1 libwrap0 &&
  for package in *.deb; do dpkg -x "$package" root; done &&
  npm install --prefix . --no-save --no-audit --no-fund --silent mqtt@5.16.0; } >install.log 2>&1 ||
  { echo 'The packages could not be installed (Debian 12, after apt-get update).' >&2; exit 2; }
cat >subscribe.mjs <<'JS'
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { connectAsync } from 'mqtt';
const free = createServer().listen(0, '127.0.0.1');
await once(free, 'listening');
const { port } = free.address();
free.close();
await once(free, 'close');
writeFileSync('broker.conf', `listener ${port} 127.0.0.1\nallow_anonymous true\n`);
const broker = spawn('root/usr/sbin/mosquitto', ['-c', 'broker.conf'], { stdio: 'ignore', env: { LD_LIBRARY_PATH: process.env.LIBRARIES } });
for (const protocolVersion of [4, 5]) {
  const options = { protocolVersion, reconnectPeriod: 200, reconnectOnConnackError: true };
  const client = await connectAsync(`mqtt://127.0.0.1:${port}`, options, true);
  const seen = [];
  client.on('message', (topic, message, { qos, dup }) => seen.push(`QoS ${qos}${dup ? ', dup' : ''}`));
  for (const [topic, qos] of [['site/#', 0], ['site/alarm', 1], ['+/alarm', 2]]) await client.subscribeAsync(topic, { qos });
  await client.publishAsync('site/alarm', 'fire', { qos: 2 });
  await wait(500);
  console.log(`MQTT ${protocolVersion === 4 ? '3.1.1' : '5'}: ${seen.length} (${seen.sort().join('; ')})`);
  await client.endAsync();
}
broker.kill();
process.exit();
JS
libraries=$(find "$dir/root" -name '*.so*' -printf '%h\n' | sort -u | paste -sd:)
seen=$(LIBRARIES=$libraries node subscribe.mjs)
echo 'Mosquitto 2.0.11 (Debian 12), mqtt 5.16.0 (npm)'
echo "$seen"
[ "$seen" = 'MQTT 3.1.1: 1 (QoS 1)
MQTT 5: 3 (QoS 0; QoS 1; QoS 2)' ] || { echo 'This has changed.' >&2; exit 1; }
