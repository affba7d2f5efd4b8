#!/usr/bin/env bash
# Guess: Kafka.toEvent of the CloudEvents SDK takes a message as npm's kafkajs hands it to a consumer, and what Kafka.binary returns can be
# given to a producer as it is.
# What happens: kafkajs hands over headers that are Buffers, and toEvent fails for binary and structured messages ("startsWith is not a
# function") until each of them is made a string. The value that Kafka.binary returns is an object, which kafkajs refuses.
# Why it matters: tests that build messages by hand pass strings and succeed. With a broker every event fails in the
# consumer, which reads it again and again.
set -euo pipefail
for tool in node npm; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --prefix . --no-save --no-audit --no-fund --silent cloudevents@10.0.0 kafkajs@2.2.4 ||
  { echo 'The packages could not be installed.' >&2; exit 2; }

cat >pass.cjs <<'JS'
const { CloudEvent, Kafka } = require('cloudevents');
// kafkajs's own encoder of a record and its decoder, which are between a producer and a consumer
const encode = require('kafkajs/src/protocol/recordBatch/record/v0/index.js');
const decode = require('kafkajs/src/protocol/recordBatch/record/v0/decoder.js');
const Decoder = require('kafkajs/src/protocol/decoder.js');
const event = new CloudEvent({ id: '1', source: '/a', type: 't', datacontenttype: 'application/json', data: { n: 1 } });

function pass({ key, value, headers }) {
  const present = Object.fromEntries(Object.entries(headers).filter(([, header]) => header !== undefined));
  const record = encode({ offsetDelta: 0, timestampDelta: 0, key, value, headers: present });
  return decode(new Decoder(new Decoder(record.buffer).readVarIntBytes()), { firstOffset: '0', firstTimestamp: '0', magicByte: 2 });
}
function attempt(name, work) {
  try {
    console.log(`${name}: ${JSON.stringify(work())}`);
  } catch (error) {
    console.log(`${name}: ${error.name} ${error.message.replace(/.*\?\./, '')}`);
  }
}
const text = (message) => ({ ...message, value: typeof message.value === 'object' ? JSON.stringify(message.value) : message.value });
const strings = (headers) => Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
const binary = Kafka.binary(event);
attempt('Kafka.binary into kafkajs', () => pass(binary).value);
const received = pass(text(binary));
attempt('binary', () => Kafka.toEvent(received).data);
attempt('binary, headers as strings', () => Kafka.toEvent({ ...received, headers: strings(received.headers) }).data);
attempt('structured', () => Kafka.toEvent(pass(Kafka.structured(event))).data);
attempt('structured, all as strings', () => {
  const message = pass(Kafka.structured(event));
  return Kafka.toEvent({ ...message, value: String(message.value), headers: strings(message.headers) }).data;
});
JS
seen=$(node pass.cjs)
echo 'npm cloudevents 10.0.0, kafkajs 2.2.4'
echo "$seen"
[ "$seen" = 'Kafka.binary into kafkajs: TypeError The "string" argument must be of type string or an instance of Buffer or ArrayBuffer. Received an instance of Object
binary: TypeError contentType.startsWith is not a function
binary, headers as strings: {"n":1}
structured: TypeError startsWith is not a function
structured, all as strings: {"n":1}' ] || { echo 'This has changed.' >&2; exit 1; }
