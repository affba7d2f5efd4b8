#!/usr/bin/env bash
# Guess: `$?` of a command that SIGKILL has ended is 137 in any sh, and `exit $?` passes it on.
# What happens: in ksh93 it is 265 (256 and the signal), in yash 393 (384 and the signal). `exit $?` of ksh93 then exits 9, that of
# yash 137.
# Why it matters: a wrapper that looks for 137 (out of memory) or 143 never finds it, and a supervisor that gets 9 or 15
# reads an ordinary failure. POSIX asks only for more than 128.
set -euo pipefail
for tool in apt-get dpkg bash; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
{ apt-get download 'dash=0.5.12-2' 'mksh=59c-28*' 'ksh93u+m=1.0.4-3' 'yash=2.52-2' >/dev/null 2>&1 &&
  for package in *.deb; do dpkg -x "$package" root || exit; done; } ||
  { echo 'The packages could not be installed (Debian 12, after apt-get update).' >&2; exit 2; }
cat >killed.sh <<'SH'
bash -c 'kill -KILL $$'
status=$?
echo "\$? $status"
exit $status
SH
seen=
run() {
  local status=0 text
  text=$("$2" killed.sh 2>/dev/null) || status=$?
  seen+="$1: $text, exit $status
"
}
run bash bash
run dash root/bin/dash
run mksh root/bin/mksh
run yash root/usr/bin/yash
run ksh93 root/bin/ksh93
echo "bash ${BASH_VERSION%%(*}, dash 0.5.12, mksh 59c, yash 2.52, ksh93u+m 1.0.4"
echo "$seen"
[ "$seen" = 'bash: $? 137, exit 137
dash: $? 137, exit 137
mksh: $? 137, exit 137
yash: $? 393, exit 137
ksh93: $? 265, exit 9
' ] || { echo 'This has changed.' >&2; exit 1; }
