#!/usr/bin/env bash
# Guess: a logger of a supervisor writes a long line of its program as one line, or cuts off its end, in a visible way.
# What happens: s6-log makes three lines of one with 20,000 characters, each of at most 8192. With `t` each has a time
# stamp of its own, and nothing marks them as parts. The option `-l 0` lets lines be as long as they are.
# svlogd of runit and multilog of daemontools write one line.
# Why it matters: a record in JSON (with a stack trace, or a request's body) becomes three that do not parse, and the second
# and third look like output of something else. Short records, which tests have, are whole.
set -euo pipefail
command -v apt-get >/dev/null || { echo 'This needs apt-get.' >&2; exit 2; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
apt-get download s6=2.11.3.2-1 libskarnet2.13=2.13.1.1-1 runit=2.1.2-54 daemontools=1:0.76-8.1 >apt.log 2>&1 ||
  { cat apt.log; echo 'The packages could not be downloaded.' >&2; exit 2; }
for package in *.deb; do dpkg-deb --extract "$package" root; done
export PATH=$dir/root/usr/bin:$dir/root/bin:$PATH LD_LIBRARY_PATH=$(dirname "$(find "$dir/root" -name 'libskarnet.so.*' -print -quit)")

{ printf '{"stack":"%s"}\n' "$(printf 'x%.0s' $(seq 19988))"; echo '{"short":true}'; } >lines
mkdir svlogd
s6-log ./s6 <lines
s6-log t ./s6-t <lines
s6-log -l 0 ./s6-l0 <lines
timeout 20 svlogd svlogd <lines
multilog ./multilog <lines
seen=$(
  for name in s6 s6-l0 svlogd multilog; do echo "$name: $(awk '{ print length($0) }' "$name/current" | paste -sd ' ')"; done
  echo "time stamps of s6-log t: $(grep -c '^@' s6-t/current)"
)
echo 's6 2.11.3.2, runit 2.1.2, daemontools 0.76 (Debian 12)'
echo "$seen"
[ "$seen" = 's6: 8192 8192 3616 14
s6-l0: 20000 14
svlogd: 20000 14
multilog: 20000 14
time stamps of s6-log t: 4' ] || { echo 'This has changed.' >&2; exit 1; }
