#!/usr/bin/env bash
# Guess: libraries that turn "P1M" into seconds agree on the length of a month, and a "," in front of a fraction is read
# as ISO 8601 has it, or refused.
# What happens: a month has 30 days with luxon and aniso8601, 30.4 with dayjs and Go's sosodev/duration, and with
# iso8601-duration 28 to 31: those of the month in which the program runs. dayjs reads "PT0,5S" as 0, without an error.
# Why it matters: a token that is valid for P1M expires half a day apart in two services, and tests fail in February. A
# wait of half a second becomes none.
set -euo pipefail
for tool in go node npm python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
cat >main.go <<'GO'
package main

import (
	"fmt"

	"github.com/sosodev/duration"
)

func main() {
	for _, text := range []string{"P1M", "PT0,5S"} {
		parsed, err := duration.Parse(text)
		if err != nil {
			fmt.Printf("sosodev/duration, %s: error\n", text)
			continue
		}
		fmt.Printf("sosodev/duration, %s: %.0f\n", text, parsed.ToTimeDuration().Seconds())
	}
}
GO
{ go mod init example && go get github.com/sosodev/duration@v1.4.0 && go build -o example .; } >go.log 2>&1 &&
  npm install --prefix . --no-save --no-audit --no-fund --silent dayjs@1.11.23 luxon@3.7.2 iso8601-duration@2.1.4 &&
  python3 -m pip install --quiet --disable-pip-version-check --target packages aniso8601==10.0.1 2>pip.log ||
  { echo 'The packages could not be installed.' >&2; exit 2; }

cat >seconds.mjs <<'JS'
import dayjs from 'dayjs';
import plugin from 'dayjs/plugin/duration.js';
import { parse, toSeconds } from 'iso8601-duration';
import { Duration } from 'luxon';
dayjs.extend(plugin);
for (const text of ['P1M', 'PT0,5S']) {
  console.log(`dayjs, ${text}:`, dayjs.duration(text).asSeconds());
  console.log(`luxon, ${text}:`, Duration.fromISO(text).as('seconds'));
  for (const month of ['February', 'March'])
    console.log(`iso8601-duration in ${month}, ${text}:`, toSeconds(parse(text), new Date(`1 ${month} 2026 12:00 UTC`)));
}
JS
seen=$({ ./example; TZ=UTC node seconds.mjs; PYTHONPATH=packages python3 -c '
import aniso8601
for text in ("P1M", "PT0,5S"):
    print(f"aniso8601, {text}: {aniso8601.parse_duration(text).total_seconds():g}")'; } | LC_ALL=C sort)
echo 'dayjs 1.11.23, luxon 3.7.2, iso8601-duration 2.1.4 (npm), aniso8601 10.0.1 (PyPI), github.com/sosodev/duration v1.4.0'
echo "$seen"
[ "$seen" = 'aniso8601, P1M: 2.592e+06
aniso8601, PT0,5S: 0.5
dayjs, P1M: 2628000
dayjs, PT0,5S: 0
iso8601-duration in February, P1M: 2419200
iso8601-duration in February, PT0,5S: 0.5
iso8601-duration in March, P1M: 2678400
iso8601-duration in March, PT0,5S: 0.5
luxon, P1M: 2592000
luxon, PT0,5S: 0.5
sosodev/duration, P1M: 2628000
sosodev/duration, PT0,5S: error' ] || { echo 'This has changed.' >&2; exit 1; }
