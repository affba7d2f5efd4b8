#!/usr/bin/env bash
# Guess: a minimal init starts its program with the signals as it found them.
# What happens: catatonit 0.1.7 leaves SIGTSTP, SIGTTIN and SIGTTOU blocked in the program and all that it starts. tini and
# dumb-init do not.
# Why it matters: catatonit is what `podman run --init` puts in front of a program. `kill -TSTP` does nothing there, job
# control and tests of it behave differently from a run without --init, and the mask passes through exec unseen.
set -euo pipefail
for tool in apt-get dpkg python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
{ apt-get download 'catatonit=0.1.7-1*' 'tini=0.19.0-1*' 'dumb-init=1.2.5-2*' >/dev/null 2>&1 &&
  for package in ./*.deb; do dpkg -x "$package" root; done; } ||
  { echo 'The packages could not be installed (Debian 12, after apt-get update).' >&2; exit 2; }
export PATH=$dir/root/usr/bin:$PATH

cat >blocked.py <<'PY'
import signal
print(*sorted(signal.Signals(number).name for number in signal.pthread_sigmask(signal.SIG_BLOCK, [])))
PY
show() { echo "$1: $("${@:2}" python3 blocked.py)"; }
seen=$(show none env; show tini tini -s --; show dumb-init dumb-init; show catatonit catatonit --)
catatonit --version
echo "$seen"
[ "$seen" = 'none: 
tini: 
dumb-init: 
catatonit: SIGTSTP SIGTTIN SIGTTOU' ] || { echo 'This has changed.' >&2; exit 1; }
