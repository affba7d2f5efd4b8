#!/usr/bin/env bash
# Guess: PyPI's `uuid7` makes UUIDs of version 7 (RFC 9562): their first 48 bits are the time in milliseconds, so that they
# sort with those of other libraries.
# What happens: it writes the layout of an early draft, with seconds in 36 bits, under the same version digit. The id of
# today has the time of the year 2203 for others, and sorts after all of theirs.
# Why it matters: rows of a table whose key comes from two services are out of order, "since this id" skips what the other
# service writes, and partitions by time fill one that is 170 years away.
set -euo pipefail
for tool in node npm python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
{ npm install --prefix . --no-save --no-audit --no-fund --silent uuid@14.0.3 &&
  python3 -m pip install --quiet --disable-pip-version-check --target packages uuid7==0.1.0 uuid6==2025.0.1 2>pip.log; } ||
  { echo 'The packages could not be installed.' >&2; exit 2; }

cat >ask.py <<'PY'
import datetime
import subprocess
import uuid

import uuid6
import uuid_extensions

from_npm = subprocess.run(
    ["node", "--input-type=module", "-e", "import { v7 } from 'uuid'; console.log(v7())"], capture_output=True, text=True, check=True
).stdout.strip()
now = datetime.datetime.now(datetime.timezone.utc)
ids = {"npm uuid": from_npm, "PyPI uuid6": str(uuid6.uuid7()), "PyPI uuid7": str(uuid_extensions.uuid7())}
for name, text in ids.items():
    then = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc) + datetime.timedelta(
        milliseconds=uuid.UUID(text).int >> 80
    )
    when = "now" if abs(then - now) < datetime.timedelta(minutes=5) else "more than 100 years ahead" if then.year > now.year + 100 else then
    print(f"{name}: version {uuid.UUID(text).version}, {when}")
PY
seen=$(PYTHONPATH=packages python3 ask.py)
echo 'uuid 14.0.3 (npm), uuid6 2025.0.1, uuid7 0.1.0 (PyPI)'
echo "$seen"
[ "$seen" = 'npm uuid: version 7, now
PyPI uuid6: version 7, now
PyPI uuid7: version 7, more than 100 years ahead' ] || { echo 'This has changed.' >&2; exit 1; }
