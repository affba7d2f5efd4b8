#!/usr/bin/env bash
# Guess: `maxAttempts: 3` makes three attempts at most, as `numOfAttempts: 3` of exponential-backoff and Attempts(3) of Go's
# retry-go do.
# What happens: cockatiel calls the function four times: it does not count the first one.
# Why it matters: a limit that was agreed with the called service (three requests), or a time-out worked out from it, is
# exceeded by a third. Where attempts are billed, so is the bill.
set -euo pipefail
for tool in node npm; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --prefix . --no-save --no-audit --no-fund --silent cockatiel@3.2.1 exponential-backoff@3.1.3 ||
  { echo 'The packages could not be installed.' >&2; exit 2; }

cat >count.mjs <<'JS'
import { ConstantBackoff, handleAll, retry } from 'cockatiel';
import { backOff } from 'exponential-backoff';
for (const [name, run] of [
  ['cockatiel', (call) => retry(handleAll, { maxAttempts: 3, backoff: new ConstantBackoff(1) }).execute(call)],
  ['exponential-backoff', (call) => backOff(call, { numOfAttempts: 3, startingDelay: 1 })],
]) {
  let calls = 0;
  await run(async () => { calls += 1; throw new Error('not yet'); }).catch(() => {});
  console.log(`${name}: ${calls} calls`);
}
JS
seen=$(node count.mjs)
echo 'cockatiel 3.2.1, exponential-backoff 3.1.3'
echo "$seen"
[ "$seen" = 'cockatiel: 4 calls
exponential-backoff: 3 calls' ] || { echo 'This has changed.' >&2; exit 1; }
