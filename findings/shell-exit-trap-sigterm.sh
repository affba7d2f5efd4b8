#!/usr/bin/env bash
# Guess: `trap cleanup EXIT` runs the cleanup when a script is stopped by SIGTERM, as it does in bash, and the script's status
# still says that it was killed.
# What happens: dash, BusyBox, zsh and yash die of SIGTERM without the trap. mksh runs it and then exits with the status of its last
# command, 0, as if the script had come to its end; ksh93 runs it and exits 15.
# Why it matters: the entry point of an image is tried in bash, and runs with sh: temporary files, locks and children stay behind
# each time the platform stops the container. With `trap 'exit 143' TERM` in front all of them run it, but mksh still exits 0.
set -euo pipefail
for tool in apt-get dpkg bash python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
{ apt-get download 'dash=0.5.12-2' 'busybox=1:1.35.0-4*' 'zsh=5.9-4*' 'zsh-common=5.9-4*' 'mksh=59c-28*' 'ksh93u+m=1.0.4-3' 'yash=2.52-2' \
  >/dev/null 2>&1 && for package in *.deb; do dpkg -x "$package" root || exit; done; } ||
  { echo 'The packages could not be installed (Debian 12, after apt-get update).' >&2; exit 2; }
cat >plain.sh <<'SH'
trap 'echo cleanup' EXIT
kill -TERM $$
sleep 5
SH
{ echo "trap 'exit 143' TERM"; cat plain.sh; } >guarded.sh
cat >run.py <<'PY'
import subprocess, sys
for script in ("plain.sh", "guarded.sh"):
    done = subprocess.run([*sys.argv[1:], script], capture_output=True, text=True)
    status = f"killed by {-done.returncode}" if done.returncode < 0 else f"exit {done.returncode}"
    print(script, status, done.stdout.strip() or "no cleanup", sep=", ")
PY
seen=
run() { seen+="$1: $(python3 run.py "${@:2}" | paste -sd ';')
"; }
run bash bash
run dash root/bin/dash
run BusyBox root/bin/busybox ash
run zsh root/bin/zsh -f
run yash root/usr/bin/yash
run mksh root/bin/mksh
run ksh93 root/bin/ksh93
echo "bash ${BASH_VERSION%%(*}, dash 0.5.12, BusyBox 1.35.0, zsh 5.9, yash 2.52, mksh 59c, ksh93u+m 1.0.4"
echo "$seen"
[ "$seen" = 'bash: plain.sh, killed by 15, cleanup;guarded.sh, exit 143, cleanup
dash: plain.sh, killed by 15, no cleanup;guarded.sh, exit 143, cleanup
BusyBox: plain.sh, killed by 15, no cleanup;guarded.sh, exit 143, cleanup
zsh: plain.sh, killed by 15, no cleanup;guarded.sh, exit 143, cleanup
yash: plain.sh, killed by 15, no cleanup;guarded.sh, exit 143, cleanup
mksh: plain.sh, exit 0, cleanup;guarded.sh, exit 0, cleanup
ksh93: plain.sh, exit 15, cleanup;guarded.sh, exit 143, cleanup
' ] || { echo 'This has changed.' >&2; exit 1; }
