#!/usr/bin/env bash
# Guess: a tool that turns CSV into JSON writes valid JSON, with numbers where the CSV has numbers.
# What happens: Miller copies what it takes for a number as it is, so that 0xff, .5 and 5. make the output invalid. csvjson writes a
# column of 0 and 1 as false and true, an id 007 as 7.0, a port 80 as 80.0, and the commit id 12e4567 as Infinity, which JSON does not have.
# Why it matters: both exit 0. The parameters of a call or the records of a batch are refused by whatever parses them next, or have
# another type only when the rows of that day are all 0 or 1. `mlr -S` and `csvjson --no-inference` write texts.
set -euo pipefail
for tool in apt-get dpkg node python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
{ apt-get download 'miller=6.6.0-*' && dpkg -x miller_*.deb root && python3 -m venv venv &&
  venv/bin/pip install --quiet --disable-pip-version-check csvkit==2.2.0; } >install.log 2>&1 ||
  { echo 'The packages could not be installed (Debian 12, after apt-get update).' >&2; exit 2; }
cat >one.csv <<'CSV'
id,mask,part
007,0xff,.5
CSV
cat >two.csv <<'CSV'
id,port,done,commit
007,80,0,12e4567
008,443,1,8a31c02
CSV
cat >three.csv <<'CSV'
id,port,done,commit
007,80,0,12e4567
008,443,2,1234567
CSV
verdict() { node -e 'try { JSON.parse(require("node:fs").readFileSync(0, "utf8")); console.log("valid") } catch { console.log("invalid") }'; }
show() { # the name, the file, then the command
  local name=$1 text
  shift
  text=$("$@")
  echo "$name: $(tr -d '\n' <<<"$text" | tr -s ' ') ($(verdict <<<"$text"))"
}
seen=$(
  show 'mlr' root/usr/bin/mlr --icsv --ojson cat one.csv
  show 'mlr -S' root/usr/bin/mlr -S --icsv --ojson cat one.csv
  show 'csvjson' venv/bin/csvjson two.csv
  show 'csvjson' venv/bin/csvjson three.csv
  show 'csvjson --no-inference' venv/bin/csvjson --no-inference three.csv
)
echo 'Miller 6.6.0 (Debian 12), csvkit 2.2.0 (PyPI)'
echo "$seen"
[ "$seen" = 'mlr: [{ "id": "007", "mask": 0xff, "part": .5}] (invalid)
mlr -S: [{ "id": "007", "mask": "0xff", "part": ".5"}] (valid)
csvjson: [{"id": 7.0, "port": 80.0, "done": false, "commit": "12e4567"}, {"id": 8.0, "port": 443.0, "done": true, "commit": "8a31c02"}] (valid)
csvjson: [{"id": 7.0, "port": 80.0, "done": 0.0, "commit": Infinity}, {"id": 8.0, "port": 443.0, "done": 2.0, "commit": 1234567.0}] (invalid)
csvjson --no-inference: [{"id": "007", "port": "80", "done": "0", "commit": "12e4567"}, {"id": "008", "port": "443", "done": "2", "commit": "1234567"}] (valid)' ] ||
  { echo 'This has changed.' >&2; exit 1; }
