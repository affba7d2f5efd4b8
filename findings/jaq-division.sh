#!/usr/bin/env bash
# Guess: jaq, "a jq clone", divides as jq does: 4/2 is 2, and a division by zero is an error with a status that is not 0.
# What happens: 4/2 is written as 2.0, 5.9 % 2 is 1.9000000000000004 and not 1, and a division by zero writes `Infinity` or `NaN`,
# which is not JSON, with status 0.
# Why it matters: an average of no requests stops a script with jq, so that `||` and `set -e` see it. With jaq the next program
# gets a text that it cannot parse, and one that expects an integer gets 2.0.
set -euo pipefail
for tool in cargo node apt-get dpkg; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
{ CARGO_TARGET_DIR=target cargo install --quiet --locked --root . jaq@3.1.2 2>build.log &&
  apt-get download 'jq=1.6-2.1*' 'libjq1=1.6-2.1*' 'libonig5=6.9.8-1*' >/dev/null 2>&1 &&
  for package in *.deb; do dpkg -x "$package" root || exit; done; } ||
  { tail -5 build.log; echo 'The packages could not be installed (Debian 12, after apt-get update).' >&2; exit 2; }
export LD_LIBRARY_PATH=$dir/root/usr/lib/x86_64-linux-gnu
seen=
for program in root/usr/bin/jq bin/jaq; do
  for filter in '4 as $n | $n / 2' '5.9 as $n | $n % 2' '.sum / .count' '.count / .count'; do
    status=0
    text=$("$program" -c "$filter" <<<'{"sum":8,"count":0}' 2>/dev/null) || status=$?
    json=$(node -e 'try { JSON.parse(process.argv[1]); console.log("JSON"); } catch { console.log("not JSON"); }' "$text")
    seen+="$(basename "$program") '$filter': ${text:-nothing}, $json, exit $status
"
  done
done
echo 'jaq 3.1.2 (crates.io), jq 1.6'
echo "$seen"
[ "$seen" = "jq '4 as \$n | \$n / 2': 2, JSON, exit 0
jq '5.9 as \$n | \$n % 2': 1, JSON, exit 0
jq '.sum / .count': nothing, not JSON, exit 5
jq '.count / .count': nothing, not JSON, exit 5
jaq '4 as \$n | \$n / 2': 2.0, JSON, exit 0
jaq '5.9 as \$n | \$n % 2': 1.9000000000000004, JSON, exit 0
jaq '.sum / .count': Infinity, not JSON, exit 0
jaq '.count / .count': NaN, not JSON, exit 0
" ] || { echo 'This has changed.' >&2; exit 1; }
