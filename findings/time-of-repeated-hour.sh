#!/usr/bin/env bash
# Guess: 02:30 on the day when clocks go back, which is there twice, is the first of the two for any library of dates, as RFC 5545 has it.
# What happens: it is the first for moment-timezone, Temporal, Java, zoneinfo and arrow; the second for luxon, dayjs, date-fns, pendulum and
# Go. luxon gives the second for the text and the first for the same time on the day before plus one day.
# Why it matters: a deadline or a start that one service stores and another calculates differs by an hour on one night of the
# year, and a job runs before what it waits for. A time with its offset avoids it.
set -euo pipefail
for tool in go java node npm python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
{ npm install --prefix . --no-save --no-audit --no-fund --silent luxon@3.7.2 dayjs@1.11.23 date-fns@4.4.0 @date-fns/tz@1.5.0 moment-timezone@0.6.6 \
  @js-temporal/polyfill@0.5.1 && python3 -m venv venv &&
  venv/bin/pip install -q --disable-pip-version-check pendulum==3.3.0 arrow==1.4.0 tzdata==2026.6; } >install.log 2>&1 ||
  { echo 'The packages could not be installed.' >&2; exit 2; }
cat >when.mjs <<'JS'
import { Temporal } from '@js-temporal/polyfill';
import { TZDate } from '@date-fns/tz';
import dayjs from 'dayjs';
import timezone from 'dayjs/plugin/timezone.js';
import utc from 'dayjs/plugin/utc.js';
import { DateTime } from 'luxon';
import moment from 'moment-timezone';
dayjs.extend(utc);
dayjs.extend(timezone);
const zone = 'Europe/Berlin';
const text = '2026-10-25T02:30:00';
for (const [name, time] of Object.entries({
  luxon: DateTime.fromISO(text, { zone }).toMillis(),
  'luxon, plus a day': DateTime.fromISO('2026-10-24T02:30:00', { zone }).plus({ days: 1 }).toMillis(),
  dayjs: dayjs.tz(text, zone).valueOf(),
  'date-fns': new TZDate(2026, 9, 25, 2, 30, zone).getTime(),
  'moment-timezone': moment.tz(text, zone).valueOf(),
  Temporal: Temporal.PlainDateTime.from(text).toZonedDateTime(zone).epochMilliseconds,
}))
  console.log(`${name}: ${new Date(time).toISOString().slice(11, 16)}`);
JS
cat >when.py <<'PYTHON'
from datetime import datetime, timezone
from zoneinfo import ZoneInfo

import arrow
import pendulum

plain = datetime(2026, 10, 25, 2, 30)
for name, time in (
    ("zoneinfo", plain.replace(tzinfo=ZoneInfo("Europe/Berlin"))),
    ("arrow", arrow.get(plain, "Europe/Berlin").datetime),
    ("pendulum", pendulum.datetime(2026, 10, 25, 2, 30, tz="Europe/Berlin")),
):
    print(f"{name}: {time.astimezone(timezone.utc):%H:%M}")
PYTHON
cat >main.go <<'GO'
package main

import (
	"fmt"
	"time"
	_ "time/tzdata"
)

func main() {
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		panic(err)
	}
	fmt.Println("Go: " + time.Date(2026, 10, 25, 2, 30, 0, 0, zone).UTC().Format("15:04"))
}
GO
cat >When.java <<'JAVA'
import java.time.LocalDateTime;
import java.time.ZoneId;
class When {
    public static void main(String[] args) {
        System.out.println("Java: " + LocalDateTime.parse("2026-10-25T02:30").atZone(ZoneId.of("Europe/Berlin")).toInstant().toString().substring(11, 16));
    }
}
JAVA
seen=$(TZ=UTC node when.mjs; TZ=UTC venv/bin/python when.py; TZ=UTC go run main.go; TZ=UTC java When.java)
echo 'luxon 3.7.2, dayjs 1.11.23, @date-fns/tz 1.5.0, moment-timezone 0.6.6, @js-temporal/polyfill 0.5.1 (npm), pendulum 3.3.0, arrow 1.4.0 (PyPI),'
echo "$(go version), $(java -version 2>&1 | head -n 1), $(python3 --version); 02:30 in Berlin on 25 October 2026 is, in UTC:"
echo "$seen"
[ "$seen" = 'luxon: 01:30
luxon, plus a day: 00:30
dayjs: 01:30
date-fns: 01:30
moment-timezone: 00:30
Temporal: 00:30
zoneinfo: 00:30
arrow: 00:30
pendulum: 01:30
Go: 01:30
Java: 00:30' ] || { echo 'This has changed.' >&2; exit 1; }
