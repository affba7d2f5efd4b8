#!/usr/bin/env bash
# Guess: in `journalctl -o json` MESSAGE is a text.
# What happens: a message with a colour is a list of numbers, one for each byte, since the escape character is not printable. One of
# 4,096 bytes or more is null. A field that was given twice is a list of texts. `--all` brings the long ones, as a text.
# Why it matters: what sends logs on from there calls a method of a text on them, or shows [27,91,51,49, …]. It is the coloured word "error" and
# the long stack trace for which one looks.
set -euo pipefail
for tool in apt-get dpkg python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
{ apt-get download 'systemd=252.*' 'libsystemd-shared=252.*' 'libsystemd0=252.*' 'systemd-journal-remote=252.*' libmicrohttpd12 &&
  for package in *.deb; do dpkg -x "$package" root; done; } >install.log 2>&1 ||
  { echo 'The packages could not be installed (Debian 12, after apt-get update).' >&2; exit 2; }
cat >entries.py <<'PYTHON' # in the export format of the journal, as a service's output would be in it
import struct
import sys

for number, fields in enumerate(
    (
        [("MESSAGE", b"ready")],
        [("MESSAGE", b"\x1b[31merror\x1b[0m")],
        [("MESSAGE", b"a" * 4096)],
        [("MESSAGE", b"a" * 4097)],
        [("MESSAGE", b"two\nlines")],
        [("MESSAGE", b"ready"), ("TAG", b"one"), ("TAG", b"two")],
    ),
    1,
):
    out = f"__REALTIME_TIMESTAMP={1790000000000000 + number}\n__MONOTONIC_TIMESTAMP={number}\n_BOOT_ID={'0' * 31}1\n".encode()
    for name, value in fields:
        out += name.encode() + b"\n" + struct.pack("<Q", len(value)) + value + b"\n"
    sys.stdout.buffer.write(out + b"\n")
PYTHON
python3 entries.py >entries
libraries=$(find "$dir/root" -name '*.so*' -printf '%h\n' | sort -u | paste -sd:)
LD_LIBRARY_PATH=$libraries root/lib/systemd/systemd-journal-remote -o out.journal entries 2>remote.log || { cat remote.log; exit 1; }
read_all() { LD_LIBRARY_PATH=$libraries root/bin/journalctl --file out.journal -o json "$@" | python3 -c '
import json, sys
for line in sys.stdin:
    entry = json.loads(line)
    for name in ("MESSAGE", "TAG"):
        if name in entry:
            value = json.dumps(entry[name])
            print(f"{name}: {value if len(value) < 80 else str(len(entry[name])) + chr(32) + type(entry[name]).__name__}")'; }
seen=$(read_all; echo; read_all --all | sort -u)
LD_LIBRARY_PATH=$libraries root/bin/journalctl --version | head -n 1
echo "$seen"
[ "$seen" = 'MESSAGE: "ready"
MESSAGE: [27, 91, 51, 49, 109, 101, 114, 114, 111, 114, 27, 91, 48, 109]
MESSAGE: null
MESSAGE: null
MESSAGE: "two\nlines"
MESSAGE: "ready"
TAG: ["one", "two"]

MESSAGE: "ready"
MESSAGE: "two\nlines"
MESSAGE: 4096 str
MESSAGE: 4097 str
MESSAGE: [27, 91, 51, 49, 109, 101, 114, 114, 111, 114, 27, 91, 48, 109]
TAG: ["one", "two"]' ] || { echo 'This has changed.' >&2; exit 1; }
