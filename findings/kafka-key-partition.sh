#!/usr/bin/env bash
# Guess: with default settings, or those that hash the key, a key goes to the same partition of a topic whichever client sends it.
# What happens: there are three hashes. kafkajs, Python's aiokafka and Go's franz-go use murmur2, sarama and kafka-go FNV-1a, and
# confluent-kafka (librdkafka) CRC-32. Of six keys one has the same partition with all of them, and two have three.
# Why it matters: once a second service in another language, or a rewritten one, sends to the topic, the events of one order are in two
# partitions: consumers see them out of order, compacted topics keep two last values, and joins by partition find nothing.
set -euo pipefail
for tool in go node npm python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
cat >go.mod <<'MOD'
module example

go 1.25
MOD
cat >main.go <<'GO'
package main

import (
	"fmt"
	"os"

	"github.com/IBM/sarama"
	"github.com/segmentio/kafka-go"
	"github.com/twmb/franz-go/pkg/kgo"
)

func main() {
	var one, two, three []any
	for _, key := range os.Args[1:] {
		partition, err := sarama.NewHashPartitioner("orders").Partition(&sarama.ProducerMessage{Key: sarama.StringEncoder(key)}, 4)
		if err != nil {
			panic(err)
		}
		one = append(one, partition)
		two = append(two, (&kafka.Hash{}).Balance(kafka.Message{Key: []byte(key)}, 0, 1, 2, 3))
		three = append(three, kgo.StickyKeyPartitioner(nil).ForTopic("orders").Partition(&kgo.Record{Key: []byte(key)}, 4))
	}
	fmt.Println(append([]any{"sarama:"}, one...)...)
	fmt.Println(append([]any{"kafka-go, Hash:"}, two...)...)
	fmt.Println(append([]any{"franz-go:"}, three...)...)
}
GO
cat >example.cjs <<'JS'
const { Partitioners } = require('kafkajs');
const partitionMetadata = [0, 1, 2, 3].map((partitionId) => ({ partitionId, leader: 0 }));
const partition = (key) => Partitioners.DefaultPartitioner()({ topic: 'orders', partitionMetadata, message: { key } });
console.log('kafkajs:', ...process.argv.slice(2).map(partition));
JS
cat >example.py <<'PY'
import sys
from aiokafka.partitioner import DefaultPartitioner
from confluent_kafka import Producer

keys = sys.argv[1:]
print("aiokafka:", *[DefaultPartitioner()(key.encode(), [0, 1, 2, 3], [0, 1, 2, 3]) for key in keys])
# librdkafka has a broker for tests in it, whose topics have four partitions.
producer = Producer({"test.mock.num.brokers": 1, "bootstrap.servers": "none", "log_level": 0})
found = {}
for key in keys:
    producer.produce("orders", key=key, value=b"event", on_delivery=lambda error, message: found.update({message.key().decode(): message.partition()}))
producer.flush(30)
assert len(producer.list_topics("orders", timeout=5).topics["orders"].partitions) == 4
print("confluent-kafka:", *[found[key] for key in keys])
PY
{ go get github.com/IBM/sarama@v1.61.1 github.com/segmentio/kafka-go@v0.4.51 github.com/twmb/franz-go@v1.22.3 && go build -mod=mod -o example . &&
  npm install --prefix . --no-save --no-audit --no-fund --silent kafkajs@2.2.4 && python3 -m venv venv &&
  venv/bin/pip install --quiet --disable-pip-version-check aiokafka==0.14.0 confluent-kafka==2.16.1; } >install.log 2>&1 ||
  { cat install.log >&2; echo 'The packages could not be installed.' >&2; exit 2; }
keys=(order-1 order-2 order-3 order-4 order-5 order-6)
export KAFKAJS_NO_PARTITIONER_WARNING=1
seen=$(node example.cjs "${keys[@]}"; venv/bin/python example.py "${keys[@]}"; ./example "${keys[@]}")
echo 'kafkajs 2.2.4 (npm), aiokafka 0.14.0, confluent-kafka 2.16.1 (PyPI), sarama v1.61.1, kafka-go v0.4.51, franz-go v1.22.3'
echo "The partitions, of four, of ${keys[*]}"
echo "$seen"
[ "$seen" = 'kafkajs: 2 3 3 2 2 1
aiokafka: 2 3 3 2 2 1
confluent-kafka: 3 1 3 0 2 0
sarama: 1 0 3 2 1 0
kafka-go, Hash: 1 0 3 2 1 0
franz-go: 2 3 3 2 2 1' ] || { echo 'This has changed.' >&2; exit 1; }
