#!/usr/bin/env bash
# Guess: `timeout` of uutils, which Ubuntu has instead of GNU's, is the same: `-k` kills what the command has started, too, and
# when somebody stops `timeout` itself, its exit status is that of the command.
# What happens: SIGTERM reaches the whole process group, but the SIGKILL of `-k` only the command: a child that ignores SIGTERM
# runs on. Stopped by SIGTERM, it exits 143 whatever the command's status is; and after `-s KILL` it exits 124, not 137.
# Why it matters: `-k` is what one adds against programs that do not stop; they stay and hold the port, the lock or the pipe. And
# a supervisor takes a command that stopped cleanly for one that was killed.
set -euo pipefail
for tool in cargo apt-get dpkg; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
mkdir src
cat >Cargo.toml <<'TOML'
[package]
name = "example"
version = "1.0.0"
edition = "2021"

[dependencies]
uu_timeout = "=0.12.0"
TOML
# uu_timeout is the library of the command; uutils' own main does the same.
cat >src/main.rs <<'RUST'
fn main() {
    std::process::exit(uu_timeout::uumain(std::env::args_os()));
}
RUST
{ CARGO_TARGET_DIR=target cargo build -q 2>build.log && apt-get download 'coreutils=9.1-1*' >/dev/null 2>&1 && dpkg -x coreutils_*.deb root; } ||
  { tail -5 build.log; echo 'The packages could not be installed (Debian 12, after apt-get update).' >&2; exit 2; }
cat >leftover.sh <<'SH'
# A child that ignores SIGTERM and writes its PID.
sh -c 'trap "" TERM; echo $$ >child; exec sleep 30' &
trap '' TERM
wait
SH
cat >clean.sh <<'SH'
trap 'exit 7' TERM
: >ready
while :; do sleep 0.1; done
SH
# What the `timeout` of the arguments does.
try() {
  local status=0 child
  rm -f child ready
  "$@" -k 0.5 1 bash leftover.sh || status=$?
  child=$(cat child)
  # A killed child is gone as soon as somebody has waited for it.
  for _ in $(seq 20); do [ "$(ps -o stat= -p "$child" | cut -c1)" = S ] || break; sleep 0.05; done
  echo "-k: exit $status, child $([ "$(ps -o stat= -p "$child" | cut -c1)" = S ] && echo runs on || echo killed)"
  kill -KILL "$child" 2>/dev/null || true
  status=0
  "$@" -s KILL 0.2 sleep 5 || status=$?
  echo "-s KILL: exit $status"
  status=0
  "$@" 30 bash clean.sh & local pid=$!
  until [ -e ready ]; do sleep 0.05; done
  kill -TERM "$pid"
  wait "$pid" || status=$?
  echo "stopped by SIGTERM, command exits 7: exit $status"
}
seen="GNU
$(try root/usr/bin/timeout 2>/dev/null)
uutils
$(try target/debug/example 2>/dev/null)"
echo 'uu_timeout 0.12.0 (crates.io), GNU coreutils 9.1'
echo "$seen"
[ "$seen" = 'GNU
-k: exit 137, child killed
-s KILL: exit 137
stopped by SIGTERM, command exits 7: exit 7
uutils
-k: exit 137, child runs on
-s KILL: exit 124
stopped by SIGTERM, command exits 7: exit 143' ] || { echo 'This has changed.' >&2; exit 1; }
