#!/usr/bin/env bash
# Guess: `logger "$message"` and `echo "$message" | logger` log the same, and the whole of it.
# What happens: as an argument it is cut after 1,024 bytes; the rest is gone and the status is 0. From a pipe or a file it becomes as many
# records as it takes, each with a time of its own, and nothing that joins them. `--size 64KiB` helps in both cases.
# Why it matters: a record in JSON is not JSON any more, so that its fields are lost, and it is the long ones with the stack trace.
set -euo pipefail
for tool in apt-get dpkg python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
{ apt-get download 'bsdutils=1:2.38.1-*' && dpkg -x bsdutils_*.deb root; } >install.log 2>&1 ||
  { echo 'The package could not be installed (Debian 12, after apt-get update).' >&2; exit 2; }
cat >receive.py <<'PYTHON' # a socket that receives as /dev/log does
import json
import socket
import subprocess

receiver = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
receiver.bind("log")
receiver.settimeout(0.3)
message = json.dumps({"level": "error", "stack": "x" * 2900})
for what, arguments, pipe in (
    ("argument", [message], None),
    ("pipe", [], message),
    ("argument, --size 64KiB", ["--size", "64KiB", message], None),
    ("pipe, --size 64KiB", ["--size", "64KiB"], message),
):
    status = subprocess.run(["root/usr/bin/logger", "--socket", "log", "--tag", "app", *arguments], input=pipe, text=True).returncode
    sizes = []
    while True:
        try:
            sizes.append(len(receiver.recv(100_000).decode().split("app: ", 1)[1]))
        except TimeoutError:
            break
    print(f"{what}: status {status}, of {len(message)} characters {' + '.join(map(str, sizes))}")
PYTHON
seen=$(python3 receive.py)
root/usr/bin/logger --version
echo "$seen"
[ "$seen" = 'argument: status 0, of 2931 characters 1024
pipe: status 0, of 2931 characters 1024 + 1024 + 883
argument, --size 64KiB: status 0, of 2931 characters 2931
pipe, --size 64KiB: status 0, of 2931 characters 2931' ] || { echo 'This has changed.' >&2; exit 1; }
