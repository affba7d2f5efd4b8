#!/usr/bin/env bash
# Guess: `exec runuser -u app -- server` (or su) as the last line of an entry point hands SIGTERM on, and the server has as long as
# whoever stops the container gives it: ten seconds with Docker, thirty with Kubernetes.
# What happens: runuser and su stay in front of the server. They hand SIGTERM on with the words "Session terminated, killing shell...",
# send SIGKILL two seconds later, and end by SIGTERM. setpriv starts the server in its own place, which stops in its own time.
# Why it matters: an activation that needs three seconds is cut off at each deployment, whatever the grace period is.
set -euo pipefail
for tool in python3 runuser su setpriv; do command -v "$tool" >/dev/null || { echo "This needs $tool (util-linux)." >&2; exit 2; }; done
[ "$(id -u)" = 0 ] || { echo 'This needs root.' >&2; exit 2; }
runuser --version | grep -q 2.38.1 || { echo 'This needs util-linux 2.38.1 (Debian 12).' >&2; exit 2; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
chmod 755 "$dir"
cd "$dir"
cat >server.sh <<'SH'
trap 'sleep 3; echo stopped in its own time; exit 0' TERM
echo ready
sleep 30 >/dev/null 2>&1 &
wait
SH
cat >stop.py <<'PY'
import signal
import subprocess
import sys

server = ["sh", f"{sys.path[0]}/server.sh"]
for name, command in (
    ("setpriv", ["setpriv", "--reuid", "nobody", "--clear-groups", *server]),
    ("runuser", ["runuser", "-u", "nobody", "--", *server]),
    ("su", ["su", "nobody", "-s", "/bin/sh", "-c", f"exec {' '.join(server)}"]),
):
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True)
    process.stdout.readline()
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate()
    print(f"{name}: {out.strip() or 'killed'}, status {process.returncode}, {' '.join(err.split()) or 'no message'}")
PY
seen=$(python3 stop.py)
runuser --version
echo "$seen"
[ "$seen" = 'setpriv: stopped in its own time, status 0, no message
runuser: killed, status -15, Session terminated, killing shell... ...killed.
su: killed, status -15, Session terminated, killing shell... ...killed.' ] || { echo 'This has changed.' >&2; exit 1; }
