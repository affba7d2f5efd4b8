#!/usr/bin/env bash
# Guess: `AsyncLimiter(10, 1)` of PyPI's aiolimiter lets at most ten through in a second, as its arguments are called
# `max_rate` and `time_period`.
# What happens: of forty that wait, nineteen pass within the first second: it is a leaky bucket, of which ten may pass at once
# and another one in each tenth of a second. npm's p-throttle, with `limit: 10, interval: 1000`, lets ten through.
# Why it matters: a service that counts requests within a second answers 429 to almost half of them, each time a batch
# begins, although the client was given exactly the service's limit.
set -euo pipefail
for tool in node npm python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
{ npm install --prefix . --no-save --no-audit --no-fund --silent p-throttle@8.1.1 &&
  python3 -m pip install --quiet --disable-pip-version-check --target packages aiolimiter==1.3.0 2>pip.log; } ||
  { echo 'The packages could not be installed.' >&2; exit 2; }

# Times are those of the clock that the limiter itself reads.
seen=$(PYTHONPATH=packages python3 -c '
import asyncio
from aiolimiter import AsyncLimiter

async def main():
    limiter, times = AsyncLimiter(10, 1), []
    async def job():
        async with limiter:
            times.append(asyncio.get_running_loop().time())
    await asyncio.gather(*[job() for _ in range(40)])
    passed = sum(time - times[0] < 1 for time in times)
    print("aiolimiter:", "more than 15 in the first second" if passed > 15 else passed)

asyncio.run(main())'
node --input-type=module -e '
import pThrottle from "p-throttle";
const times = [];
const job = pThrottle({ limit: 10, interval: 1000 })(() => times.push(performance.now()));
await Promise.all(Array.from({ length: 40 }, job));
console.log(`p-throttle: ${times.filter((time) => time - times[0] < 900).length} in the first 0.9 seconds`);')
echo 'aiolimiter 1.3.0 (PyPI), p-throttle 8.1.1 (npm)'
echo "$seen"
[ "$seen" = 'aiolimiter: more than 15 in the first second
p-throttle: 10 in the first 0.9 seconds' ] || { echo 'This has changed.' >&2; exit 1; }
