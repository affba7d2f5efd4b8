#!/usr/bin/env bash
# Guess: yq reads a JSON file as it reads the same text as YAML, of which JSON is a part: the name of the file changes nothing.
# What happens: for a file that ends in .json, or with -p json, yq reads numbers as floating point: 9007199254740993 becomes 9007199254740992,
# 1234567890123456789 loses its last digits, 1.0 becomes 1. The same text as .yaml keeps them all, but 12345678901234567890 is then an
# error as soon as JSON is to be written.
# Why it matters: ids of Discord, of databases and of snowflake generators are such numbers. `yq -i '.replicas = 3' config.json` changes another
# value of the file, without a word.
set -euo pipefail
command -v go >/dev/null || { echo 'This needs go.' >&2; exit 2; }
dir=$(mktemp -d)
trap 'chmod -R u+w "$dir"; rm -rf "$dir"' EXIT
cd "$dir"
GOBIN=$dir/bin CGO_ENABLED=0 go install github.com/mikefarah/yq/v4@v4.54.3 >go.log 2>&1 || { echo 'yq could not be installed.' >&2; exit 2; }
echo '{"id": 9007199254740993, "user": 1234567890123456789, "price": 1.0, "replicas": 1}' >config.json
cp config.json config.yaml
echo '{"large": 12345678901234567890}' >large.json
cp large.json large.yaml
seen=$(for file in config.json config.yaml large.json large.yaml; do
  echo "$file: $(bin/yq -o json -I 0 . $file 2>&1 | sed 's/.*strconv/error: strconv/')"
done
  bin/yq -i '.replicas = 3' config.json
  echo "after yq -i: $(tr -d ' \n' <config.json)")
echo 'github.com/mikefarah/yq/v4 v4.54.3'
echo "$seen"
[ "$seen" = 'config.json: {"id":9007199254740992,"user":1234567890123456768,"price":1,"replicas":1}
config.yaml: {"id":9007199254740993,"user":1234567890123456789,"price":1.0,"replicas":1}
large.json: {"large":1.2345678901234567e+19}
large.yaml: error: strconv.ParseInt: parsing "12345678901234567890": value out of range
after yq -i: {"id":9007199254740992,"user":1234567890123456768,"price":1,"replicas":3}' ] || { echo 'This has changed.' >&2; exit 1; }
