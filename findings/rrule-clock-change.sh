#!/usr/bin/env bash
# Guess: FREQ=HOURLY in a time zone gives one time an hour, even in the night in which the clocks go forward, and FREQ=DAILY one a day.
# What happens: on that night rrule and dateutil give one moment twice, and rrule-go three times where COUNT asks for four. When the
# clocks go back, rrule starts an hour late, and the other three leave out an hour. 02:30, which the day in March lacks, is 01:30
# for rrule, 03:30 for dateutil and rrule-go, as in RFC 5545, and rrule-temporal skips the day.
# Why it matters: an hourly job runs twice at once, with the same key, or misses an hour; a daily one is missing, or earlier than
# what it waits for. A rule in UTC avoids it.
set -euo pipefail
for tool in go node npm python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
{ npm install --prefix . --no-save --no-audit --no-fund --silent rrule@2.8.1 rrule-temporal@2.2.8 && python3 -m venv venv &&
  venv/bin/pip install -q --disable-pip-version-check python-dateutil==4.0.0 tzdata==2026.6; } >install.log 2>&1 ||
  { echo 'The packages could not be installed.' >&2; exit 2; }
cat >main.go <<'GO'
package main

import (
	"fmt"
	"os"
	"strings"
	_ "time/tzdata"

	"github.com/teambition/rrule-go"
)

func main() {
	set, err := rrule.StrToRRuleSet(os.Args[1])
	if err != nil {
		panic(err)
	}
	var times []string
	for _, at := range set.All() {
		times = append(times, at.UTC().Format("02 15:04"))
	}
	fmt.Println("rrule-go: " + strings.Join(times, ", "))
}
GO
{ go mod init example && go get github.com/teambition/rrule-go@v1.8.2 && go mod tidy && go build -o example .; } >go.log 2>&1 ||
  { echo 'The module could not be installed.' >&2; exit 2; }
cat >times.mjs <<'JS'
import rrule from 'rrule';
import { RRuleTemporal } from 'rrule-temporal';
const text = process.argv[2];
const print = (name, times) => console.log(`${name}: ${times.map((time) => new Date(time).toISOString().slice(8, 16).replace('T', ' ')).join(', ')}`);
print('rrule', rrule.rrulestr(text).all());
print('rrule-temporal', new RRuleTemporal({ rruleString: text }).all().map((time) => time.epochMilliseconds));
JS
cat >times.py <<'PYTHON'
import sys
from datetime import timezone

from dateutil.rrule import rrulestr

print("dateutil: " + ", ".join(time.astimezone(timezone.utc).strftime("%d %H:%M") for time in rrulestr(sys.argv[1])))
PYTHON
export TZ=UTC
show() { # what it is, the start, the rule
  local rule=$'DTSTART;TZID=Europe/Berlin:'$2$'\nRRULE:'$3
  echo "$1"
  node times.mjs "$rule"
  venv/bin/python times.py "$rule"
  ./example "$rule"
}
seen=$(
  show 'each hour, forward' 20260329T003000 'FREQ=HOURLY;COUNT=4'
  show 'each hour, back' 20261025T013000 'FREQ=HOURLY;COUNT=4'
  show 'each day at 02:30, forward' 20260328T023000 'FREQ=DAILY;COUNT=3'
)
echo 'rrule 2.8.1, rrule-temporal 2.2.8 (npm), python-dateutil 4.0.0 (PyPI), github.com/teambition/rrule-go v1.8.2; times in UTC:'
echo "$seen"
[ "$seen" = 'each hour, forward
rrule: 28 23:30, 28 23:30, 29 00:30, 29 01:30
rrule-temporal: 28 23:30, 29 00:30, 29 01:30, 29 02:30
dateutil: 28 23:30, 29 00:30, 29 01:30, 29 01:30
rrule-go: 28 23:30, 29 00:30, 29 01:30
each hour, back
rrule: 25 00:30, 25 01:30, 25 02:30, 25 03:30
rrule-temporal: 24 23:30, 25 00:30, 25 02:30, 25 03:30
dateutil: 24 23:30, 25 00:30, 25 02:30, 25 03:30
rrule-go: 24 23:30, 25 01:30, 25 02:30, 25 03:30
each day at 02:30, forward
rrule: 28 01:30, 29 00:30, 30 00:30
rrule-temporal: 28 01:30, 30 00:30, 31 00:30
dateutil: 28 01:30, 29 01:30, 30 00:30
rrule-go: 28 01:30, 29 01:30, 30 00:30' ] || { echo 'This has changed.' >&2; exit 1; }
