#!/usr/bin/env bash
# Guess: `server & worker & wait` in a script starts two programs of the same priority whose stdin is /dev/null, in any shell.
# What happens: zsh starts them with nice 5, in scripts and `zsh -c`, too, and lets them read the script's stdin. fish lets
# them read it as well. bash, dash, mksh and ksh93 do neither.
# Why it matters: in a busy container the server in the background gets a third of the CPU time of a program with nice 0, and a
# background program that reads stdin eats the input of the script. `setopt NO_BG_NICE` and `</dev/null` help.
set -euo pipefail
for tool in apt-get dpkg bash nice; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
[ "$(nice)" = 0 ] || { echo 'Run this without nice.' >&2; exit 2; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
{ apt-get download 'dash=0.5.12-2' 'zsh=5.9-4*' 'zsh-common=5.9-4*' 'mksh=59c-28*' 'ksh93u+m=1.0.4-3' 'fish=3.6.0-3*' 'fish-common=3.6.0-3*' \
  'libpcre2-32-0=10.42-1*' >/dev/null 2>&1 && for package in *.deb; do dpkg -x "$package" root || exit; done; } ||
  { echo 'The packages could not be installed (Debian 12, after apt-get update).' >&2; exit 2; }
export LD_LIBRARY_PATH=$dir/root/usr/lib/x86_64-linux-gnu HOME=$dir
seen=
run() { seen+="$1: nice $("${@:2}" -c 'nice & wait'), stdin \"$(echo input | "${@:2}" -c 'cat & wait')\"
"; }
run bash bash
run dash root/bin/dash
run mksh root/bin/mksh
run ksh93 root/bin/ksh93
run fish root/usr/bin/fish --no-config
run zsh root/bin/zsh -f
echo "bash ${BASH_VERSION%%(*}, dash 0.5.12, mksh 59c, ksh93u+m 1.0.4, fish 3.6.0, zsh 5.9"
echo "$seen"
[ "$seen" = 'bash: nice 0, stdin ""
dash: nice 0, stdin ""
mksh: nice 0, stdin ""
ksh93: nice 0, stdin ""
fish: nice 0, stdin "input"
zsh: nice 5, stdin "input"
' ] || { echo 'This has changed.' >&2; exit 1; }
