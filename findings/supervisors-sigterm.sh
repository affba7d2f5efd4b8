#!/usr/bin/env bash
# Guess: SIGTERM to a process supervisor, the main process of a container, stops its services, and then the supervisor.
# What happens: runit's runsvdir exits at once, with status 0, and daemontools' svscan is killed; the services keep running, as nobody
# told them. (SIGHUP is what runsvdir wants.) supervisord stops its program first.
# Why it matters: as PID 1 the end of runsvdir is that of the container: the kernel sends every service SIGKILL at once,
# however long the grace period is. Nothing is flushed, no request is finished, and the status 0 says that all went well.
set -euo pipefail
for tool in apt-get dpkg python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
service='' keeper=''
trap 'for pid in $keeper $service; do kill -KILL "$pid" 2>/dev/null || true; done; rm -rf "$dir"' EXIT
cd "$dir"
{ apt-get download 'runit=2.1.2-*' 'daemontools=1:0.76-*' && for package in *.deb; do dpkg -x "$package" root || exit; done &&
  python3 -m venv venv && venv/bin/pip install --quiet --disable-pip-version-check supervisor==4.3.0 'setuptools<81'; } >install.log 2>&1 ||
  { echo 'The packages could not be installed (Debian 12, after apt-get update).' >&2; exit 2; }
mkdir -p services/web
cat >services/web/run <<SH
#!/bin/sh
echo "\$\$ \$PPID" >"$dir/pids"
trap 'echo stopped >>"$dir/stopped"; kill "\$!"; exit 0' TERM
sleep 600 &
wait
SH
chmod +x services/web/run
cat >supervisord.conf <<INI
[supervisord]
logfile=$dir/supervisord.log
pidfile=$dir/supervisord.pid
[program:web]
command=$dir/services/web/run
INI
export PATH="$dir/root/usr/bin:$dir/root/bin:$PATH"
try() { # the name, then the command
  local name=$1 supervisor status=0
  shift
  rm -rf pids stopped services/web/supervise
  "$@" >log 2>&1 & supervisor=$!
  until [ -s pids ]; do kill -0 "$supervisor" || { cat log >&2; exit 2; }; sleep 0.1; done
  read -r service keeper <pids
  sleep 0.5
  kill -TERM "$supervisor"
  wait "$supervisor" || status=$?
  sleep 1
  seen+="$name: status $status, the service $(if [ -e stopped ]; then echo 'was stopped'; elif kill -0 "$service" 2>/dev/null; then echo 'keeps running'; else echo 'is gone'; fi)
"
  # runsv or supervise would start it again.
  [ "$keeper" = "$supervisor" ] || kill -KILL "$keeper" 2>/dev/null || true
  kill -TERM "$service" 2>/dev/null || true
  while kill -0 "$service" 2>/dev/null; do sleep 0.1; done
  service='' keeper=''
}
seen=
try runsvdir runsvdir services
try svscan svscan services
try supervisord venv/bin/supervisord -n -c supervisord.conf
echo 'runit 2.1.2, daemontools 0.76 (Debian 12), supervisor 4.3.0 (PyPI)'
echo "$seen"
[ "$seen" = 'runsvdir: status 0, the service keeps running
svscan: status 143, the service keeps running
supervisord: status 0, the service was stopped
' ] || { echo 'This has changed.' >&2; exit 1; }
