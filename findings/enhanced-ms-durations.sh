#!/usr/bin/env bash
# Guess: a parser of durations reads ".5h" as half an hour and "-1h30m" as minus 90 minutes, or refuses what it does not
# know.
# What happens: enhanced-ms reads ".5h" as five hours, "-1h30m" as plus 90 minutes, and "1h30" as one hour.
# parse-duration reads these as meant, but "1:30" as one millisecond and "1,5h" as 15 hours. ms returns undefined for
# what it does not know.
# Why it matters: the value comes from a configuration and looks right. One millisecond is a time limit that is always
# exceeded, or a poll without a pause.
set -euo pipefail
for tool in node npm; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --prefix . --no-save --no-audit --no-fund --silent enhanced-ms@5.0.0 parse-duration@2.1.9 ms@2.1.3 ||
  { echo 'The packages could not be installed.' >&2; exit 2; }

cat >parse.mjs <<'JS'
import { ms as enhanced } from 'enhanced-ms';
import ms from 'ms';
import parseDuration from 'parse-duration';
for (const text of ['0.5h', '.5h', '-1h30m', '1h30', '1:30', '1,5h'])
  console.log(`${text}: enhanced-ms ${enhanced(text)}, parse-duration ${parseDuration(text)}, ms ${ms(text)}`);
JS
seen=$(node parse.mjs)
echo 'enhanced-ms 5.0.0, parse-duration 2.1.9, ms 2.1.3'
echo "$seen"
[ "$seen" = '0.5h: enhanced-ms 1800000, parse-duration 1800000, ms 1800000
.5h: enhanced-ms 18000000, parse-duration 1800000, ms 1800000
-1h30m: enhanced-ms 5400000, parse-duration -5400000, ms undefined
1h30: enhanced-ms 3600000, parse-duration 5400000, ms undefined
1:30: enhanced-ms null, parse-duration 1.03, ms undefined
1,5h: enhanced-ms NaN, parse-duration 54000000, ms undefined' ] || { echo 'This has changed.' >&2; exit 1; }
