#!/usr/bin/env bash
# Guess: a job for 01:30 each day runs once a day, and one for 02:30 too, whatever the clocks do: the libraries have had years
# to agree, as vixie cron does it.
# What happens: when the clocks go back, croniter, APScheduler and robfig/cron run the job of 01:30 twice; croner and
# cron-parser once. When they go forward, robfig/cron has no run of 02:30 on that day, croner and croniter run it at
# 03:00, cron-parser and APScheduler at 03:30.
# Why it matters: Kubernetes' CronJob and Knative's PingSource are built on robfig/cron. A daily invoice goes out twice, or not at
# all, and a scheduler that is exchanged for another changes which.
set -euo pipefail
for tool in node npm python3 go; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
cat >main.go <<'GO'
package main

import (
	"fmt"
	"time"

	"github.com/robfig/cron/v3"
)

func show(expression, from string) {
	zone, err := time.LoadLocation("America/New_York")
	if err != nil {
		panic(err)
	}
	schedule, err := cron.ParseStandard(expression)
	if err != nil {
		panic(err)
	}
	next, err := time.Parse(time.RFC3339, from)
	if err != nil {
		panic(err)
	}
	next = next.In(zone)
	fmt.Printf("robfig/cron, %s:", expression)
	for range 2 {
		next = schedule.Next(next)
		fmt.Print(" ", next.UTC().Format("02 15:04"))
	}
	fmt.Println()
}

func main() {
	show("30 1 * * *", "2026-10-31T07:00:00Z")
	show("30 2 * * *", "2027-03-13T08:00:00Z")
}
GO
{ go mod init example && go get github.com/robfig/cron/v3@v3.0.1 && go build -o robfig .; } >/dev/null 2>&1 &&
  npm install --prefix . --no-save --no-audit --no-fund --silent croner@11.0.1 cron-parser@5.10.6 &&
  python3 -m venv venv && venv/bin/pip install -q --disable-pip-version-check croniter==7.0.0 APScheduler==3.11.3 tzdata ||
  { echo 'The packages could not be installed.' >&2; exit 2; }

cat >next.mjs <<'JS'
import { Cron } from 'croner';
import { CronExpressionParser } from 'cron-parser';
const tz = 'America/New_York';
const show = (name, expression, dates) =>
  console.log(`${name}, ${expression}: ${dates.map((date) => date.toISOString().slice(8, 16).replace('T', ' ')).join(' ')}`);
for (const [expression, from] of [['30 1 * * *', '2026-10-31T07:00:00Z'], ['30 2 * * *', '2027-03-13T08:00:00Z']]) {
  show('croner', expression, new Cron(expression, { timezone: tz, paused: true }).nextRuns(2, new Date(from)));
  const parsed = CronExpressionParser.parse(expression, { currentDate: new Date(from), tz });
  show('cron-parser', expression, [parsed.next().toDate(), parsed.next().toDate()]);
}
JS
cat >next.py <<'PYTHON'
from datetime import datetime, timezone
from zoneinfo import ZoneInfo

from apscheduler.triggers.cron import CronTrigger
from croniter import croniter

ZONE = ZoneInfo("America/New_York")


def show(name, expression, dates):
    print(f"{name}, {expression}:", *(date.astimezone(timezone.utc).strftime("%d %H:%M") for date in dates))


for expression, text in (("30 1 * * *", "2026-10-31T07:00:00+00:00"), ("30 2 * * *", "2027-03-13T08:00:00+00:00")):
    start = datetime.fromisoformat(text).astimezone(ZONE)
    iterator = croniter(expression, start)
    show("croniter", expression, [iterator.get_next(datetime) for _ in range(2)])
    trigger = CronTrigger.from_crontab(expression, timezone=ZONE)
    first = trigger.get_next_fire_time(None, start)
    show("APScheduler", expression, [first, trigger.get_next_fire_time(first, first)])
PYTHON
seen=$( { ./robfig; node next.mjs; venv/bin/python next.py; } | LC_ALL=C sort)
echo "robfig/cron v3.0.1, croner 11.0.1, cron-parser 5.10.6, croniter 7.0.0, APScheduler 3.11.3 (days and times are UTC)"
echo "$seen"
[ "$seen" = 'APScheduler, 30 1 * * *: 01 05:30 01 06:30
APScheduler, 30 2 * * *: 14 07:30 15 06:30
cron-parser, 30 1 * * *: 01 05:30 02 06:30
cron-parser, 30 2 * * *: 14 07:30 15 06:30
croner, 30 1 * * *: 01 05:30 02 06:30
croner, 30 2 * * *: 14 07:00 15 06:30
croniter, 30 1 * * *: 01 05:30 01 06:30
croniter, 30 2 * * *: 14 07:00 15 06:30
robfig/cron, 30 1 * * *: 01 05:30 01 06:30
robfig/cron, 30 2 * * *: 15 06:30 16 06:30' ] || { echo 'This has changed.' >&2; exit 1; }
