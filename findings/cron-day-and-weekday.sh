#!/usr/bin/env bash
# Guess: if a crontab line names days of the month and a day of the week, it runs on both (as crontab(5) says), in every
# library that reads crontab lines.
# What happens: `0 0 */2 * 1` runs on odd days *and* Mondays with croniter and croner, but only on Mondays with an odd date
# with cronsim. APScheduler's from_crontab needs both to match even for `0 0 13 * fri`: Friday the 13th.
# Why it matters: the same line is a job of every other day in one scheduler and of two days a month in another. Nothing fails.
set -euo pipefail
for tool in node npm python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --prefix . --no-save --no-audit --no-fund --silent croner@11.0.1 && python3 -m venv venv &&
  venv/bin/pip install -q --disable-pip-version-check croniter==7.0.0 cronsim==2.8 APScheduler==3.11.3 ||
  { echo 'The packages could not be installed.' >&2; exit 2; }

cat >next.py <<'PYTHON'
from datetime import datetime, timezone

from apscheduler.triggers.cron import CronTrigger
from croniter import croniter
from cronsim import CronSim

START = datetime(2026, 12, 1, 12, tzinfo=timezone.utc)


def fire(trigger):
    date = START
    while True:
        date = trigger.get_next_fire_time(date, date)
        yield date


for expression in ("0 0 */2 * 1", "0 0 13 * fri"):
    for name, dates in (
        ("croniter", croniter(expression, START, ret_type=datetime)),
        ("cronsim", CronSim(expression, START)),
        ("APScheduler", fire(CronTrigger.from_crontab(expression, timezone=timezone.utc))),
    ):
        print(f"{name}, {expression}:", *(next(dates).strftime("%m-%d") for _ in range(4)))
PYTHON
cat >next.mjs <<'JS'
import { Cron } from 'croner';
for (const expression of ['0 0 */2 * 1', '0 0 13 * fri']) {
  const dates = new Cron(expression, { timezone: 'UTC', paused: true }).nextRuns(4, new Date('2026-12-01T12:00:00Z'));
  console.log(`croner, ${expression}: ${dates.map((date) => date.toISOString().slice(5, 10)).join(' ')}`);
}
JS
seen=$( { venv/bin/python next.py; node next.mjs; } | LC_ALL=C sort)
echo 'croniter 7.0.0, cronsim 2.8, APScheduler 3.11.3, croner 11.0.1'
echo "$seen"
[ "$seen" = 'APScheduler, 0 0 */2 * 1: 12-15 12-29 01-05 01-19
APScheduler, 0 0 13 * fri: 08-13 10-13 04-13 07-13
croner, 0 0 */2 * 1: 12-03 12-05 12-07 12-09
croner, 0 0 13 * fri: 12-04 12-11 12-13 12-18
croniter, 0 0 */2 * 1: 12-03 12-05 12-07 12-09
croniter, 0 0 13 * fri: 12-04 12-11 12-13 12-18
cronsim, 0 0 */2 * 1: 12-07 12-21 01-11 01-25
cronsim, 0 0 13 * fri: 12-04 12-11 12-13 12-18' ] || { echo 'This has changed.' >&2; exit 1; }
