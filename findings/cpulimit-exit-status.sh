#!/usr/bin/env bash
# Guess: a wrapper of Debian's that starts a command ends with its status, as nice, setlock and strace do, or at least not with 0 if it failed.
# What happens: `cpulimit -l 50 -- COMMAND` exits 0 whatever the command did. If the command is killed by a signal, proot exits 255, GNU
# parallel, faketime and chronic 1, lckdo 70.
# Why it matters: a job in a container that is limited this way never fails. With the others the kernel's SIGKILL for memory, 137, looks like
# an error of the program, and is treated like one.
set -euo pipefail
for tool in apt-get dpkg perl; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
{ apt-get download 'cpulimit=2.8-*' 'proot=5.1.0-*' 'parallel=20221122*' 'faketime=0.9.10-*' 'libfaketime=0.9.10-*' 'moreutils=0.67-*' \
    libipc-run-perl libio-pty-perl libtalloc2 'runit=2.1.2-*' >/dev/null 2>&1 && for package in ./*.deb; do dpkg -x "$package" root; done; } ||
  { echo 'The packages could not be installed (Debian 12, after apt-get update).' >&2; exit 2; }
export PATH=$dir/root/usr/bin:$PATH PERL5LIB=$dir/root/usr/share/perl5:$(echo "$dir"/root/usr/lib/*/perl5/5.36) LD_LIBRARY_PATH=$dir/root/usr/lib/x86_64-linux-gnu
statuses() {
  local status line="$1:" text
  for text in 'exit 3' 'kill -KILL $$' 'kill -TERM $$'; do
    status=0
    { "${@:2}" "$text"; } >/dev/null 2>&1 </dev/null || status=$?
    line+=" $text: $status,"
  done
  echo "${line%,}"
}
parallel_() { perl root/usr/bin/parallel --will-cite sh -c "'$1'" ::: 1; }
seen=$({
  statuses 'nice' nice sh -c
  statuses 'chpst of runit' chpst sh -c
  statuses 'cpulimit' cpulimit -l 50 -- sh -c
  statuses 'proot' proot sh -c
  statuses 'GNU parallel' parallel_
  statuses 'faketime' faketime -m '2026-01-01' sh -c
  statuses 'chronic' perl root/usr/bin/chronic sh -c
  statuses 'lckdo' lckdo lock sh -c
} 2>/dev/null)
echo 'cpulimit 2.8, proot 5.1.0, GNU parallel 20221122, faketime 0.9.10, moreutils 0.67 (Debian 12)'
echo "$seen"
[ "$seen" = 'nice: exit 3: 3, kill -KILL $$: 137, kill -TERM $$: 143
chpst of runit: exit 3: 3, kill -KILL $$: 137, kill -TERM $$: 143
cpulimit: exit 3: 0, kill -KILL $$: 0, kill -TERM $$: 0
proot: exit 3: 3, kill -KILL $$: 255, kill -TERM $$: 255
GNU parallel: exit 3: 1, kill -KILL $$: 1, kill -TERM $$: 1
faketime: exit 3: 3, kill -KILL $$: 1, kill -TERM $$: 1
chronic: exit 3: 3, kill -KILL $$: 1, kill -TERM $$: 1
lckdo: exit 3: 3, kill -KILL $$: 70, kill -TERM $$: 70' ] || { echo 'This has changed.' >&2; exit 1; }
