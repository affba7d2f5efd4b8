#!/usr/bin/env bash
# Guess: an hourly schedule with a time zone runs each hour, even in the night in which the clocks go back; at worst the
# hour that comes twice is run once, as a daily job would be.
# What happens: npm's cronosjs skips the second of the two hours of `0 * * * *`, so that two hours pass between two runs. croner and
# cron-parser run it each hour.
# Why it matters: cleaning up, renewing a token or reporting usage each hour misses one, once a year, in one time zone.
set -euo pipefail
for tool in node npm; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --prefix . --no-save --no-audit --no-fund --silent cronosjs@1.7.1 croner@11.0.1 cron-parser@5.10.6 ||
  { echo 'The packages could not be installed.' >&2; exit 2; }

cat >next.mjs <<'JS'
import { Cron } from 'croner';
import { CronExpressionParser } from 'cron-parser';
import { CronosExpression } from 'cronosjs';
const [hourly, zone, from] = ['0 * * * *', 'America/New_York', new Date('2026-11-01T04:30:00Z')];
const show = (name, dates) => console.log(`${name}: ${dates.map((date) => date.toISOString().slice(11, 16)).join(' ')}`);
show('cronosjs', CronosExpression.parse(hourly, { timezone: zone }).nextNDates(from, 4));
show('croner', new Cron(hourly, { timezone: zone, paused: true }).nextRuns(4, from));
const parsed = CronExpressionParser.parse(hourly, { currentDate: from, tz: zone });
show('cron-parser', Array.from({ length: 4 }, () => parsed.next().toDate()));
JS
seen=$(node next.mjs)
for name in cronosjs croner cron-parser; do
  echo "$name $(node -p "JSON.parse(fs.readFileSync('node_modules/$name/package.json')).version")"
done
echo "$seen"
[ "$seen" = 'cronosjs: 05:00 07:00 08:00 09:00
croner: 05:00 06:00 07:00 08:00
cron-parser: 05:00 06:00 07:00 08:00' ] || { echo 'This has changed.' >&2; exit 1; }
