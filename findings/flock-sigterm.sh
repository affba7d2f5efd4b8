#!/usr/bin/env bash
# Guess: `flock FILE server` makes sure that only one server runs, and SIGTERM to it stops the server, as with timeout or nice.
# What happens: flock waits in front of the server, and the signal stops it alone. The server runs on, unseen, and holds the
# lock: the next start waits without a limit. `setsid --wait` leaves its program behind in the same way. `flock --no-fork` does not.
# Why it matters: a supervisor believes that the service has stopped, and every start after it hangs without a message.
set -euo pipefail
for tool in flock setsid python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
flock --version | grep -q 2.38.1 || { echo 'This needs util-linux 2.38.1 (Debian 12).' >&2; exit 2; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
cat >stop.py <<'PY'
import os
import signal
import subprocess

for command in (["timeout", "60"], ["setsid", "--wait"], ["flock", "lock"], ["flock", "--no-fork", "lock"]):
    process = subprocess.Popen([*command, "sh", "-c", "echo $$; exec sleep 60"], stdout=subprocess.PIPE, text=True, start_new_session=True)
    server = int(process.stdout.readline())
    process.send_signal(signal.SIGTERM)
    process.wait()
    try:
        os.kill(server, 0)
        state = "runs on"
    except ProcessLookupError:
        state = "stopped"
    taken = subprocess.run(["flock", "--nonblock", "lock", "true"]).returncode == 1
    print(f"{' '.join(command)}: the server {state}{', the lock is taken' if taken else ''}")
    if state == "runs on":
        os.kill(server, signal.SIGKILL)
PY
seen=$(python3 stop.py)
flock --version
echo "$seen"
[ "$seen" = 'timeout 60: the server stopped
setsid --wait: the server runs on
flock lock: the server runs on, the lock is taken
flock --no-fork lock: the server stopped' ] || { echo 'This has changed.' >&2; exit 1; }
