#!/usr/bin/env bash
# Guess: a library that keeps micro- or milliseconds cuts off the rest of "2026-12-31T23:59:59.999999999Z", as Go writes a time.
# What happens: PyPI's arrow and npm's date-fns (parseISO) round: it becomes the first moment of the next year. Python's own
# datetime, dateutil, pendulum and ciso8601, and Date, dayjs and luxon, cut off.
# Why it matters: a log record or an event lies in another hour, day or partition than the same text in another service, and a
# time "not after" which nothing was written is passed by a record.
set -euo pipefail
for tool in node npm python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
{ npm install --prefix . --no-save --no-audit --no-fund --silent date-fns@4.4.0 dayjs@1.11.23 luxon@3.7.2 &&
  python3 -m pip install --quiet --disable-pip-version-check --target packages arrow==1.4.0 python-dateutil==4.0.0 \
    pendulum==3.3.0 ciso8601==2.4.1 2>pip.log; } || { echo 'The packages could not be installed.' >&2; exit 2; }

cat >parse.mjs <<'JS'
import { parseISO } from 'date-fns';
import dayjs from 'dayjs';
import { DateTime } from 'luxon';
const text = '2026-12-31T23:59:59.999999999Z';
console.log('Date:', new Date(text).toISOString());
console.log('date-fns:', parseISO(text).toISOString());
console.log('dayjs:', dayjs(text).toISOString());
console.log('luxon:', DateTime.fromISO(text, { zone: 'utc' }).toISO());
JS
cat >parse.py <<'PY'
import arrow
import ciso8601
import dateutil.parser
import pendulum

TEXT = "2026-12-31T23:59:59.999999999Z"
for name, parse in (("arrow", arrow.get), ("ciso8601", ciso8601.parse_datetime), ("dateutil", dateutil.parser.isoparse), ("pendulum", pendulum.parse)):
    print(f"{name}: {parse(TEXT).isoformat()}")
PY
seen=$(node parse.mjs; PYTHONPATH=packages python3 parse.py)
echo 'npm date-fns 4.4.0, dayjs 1.11.23, luxon 3.7.2, PyPI arrow 1.4.0, ciso8601 2.4.1, python-dateutil 4.0.0, pendulum 3.3.0'
echo "$seen"
[ "$seen" = 'Date: 2026-12-31T23:59:59.999Z
date-fns: 2027-01-01T00:00:00.000Z
dayjs: 2026-12-31T23:59:59.999Z
luxon: 2026-12-31T23:59:59.999Z
arrow: 2027-01-01T00:00:00+00:00
ciso8601: 2026-12-31T23:59:59.999999+00:00
dateutil: 2026-12-31T23:59:59.999999+00:00
pendulum: 2026-12-31T23:59:59.999999+00:00' ] || { echo 'This has changed.' >&2; exit 1; }
