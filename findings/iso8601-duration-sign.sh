#!/usr/bin/env bash
# Guess: a parser of ISO 8601 durations reads "-PT1H" as minus one hour, or refuses it.
# What happens: npm's iso8601-duration drops the sign and returns plus one hour. luxon and Python's isodate return minus one.
# Why it matters: "one hour before" (reminders of calendars, offsets of schedules, java.time's text of a negative Duration)
# becomes "one hour after".
set -euo pipefail
for tool in node npm python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
{ npm install --prefix . --no-save --no-audit --no-fund --silent iso8601-duration@2.1.4 luxon@3.7.2 &&
  python3 -m pip install --quiet --disable-pip-version-check --target packages isodate==0.7.2 2>pip.log; } ||
  { echo 'The packages could not be installed.' >&2; exit 2; }

cat >read.mjs <<'JS'
import { parse, toSeconds } from 'iso8601-duration';
import { Duration } from 'luxon';
console.log('iso8601-duration:', toSeconds(parse('-PT1H')));
console.log('luxon:', Duration.fromISO('-PT1H').as('seconds'));
JS
seen=$(node read.mjs; PYTHONPATH=packages python3 -c 'import isodate; print("isodate:", isodate.parse_duration("-PT1H").total_seconds())')
echo 'iso8601-duration 2.1.4, luxon 3.7.2 (npm), isodate 0.7.2 (PyPI)'
echo "$seen"
[ "$seen" = 'iso8601-duration: 3600
luxon: -3600
isodate: -3600.0' ] || { echo 'This has changed.' >&2; exit 1; }
