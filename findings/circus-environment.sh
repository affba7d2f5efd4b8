#!/usr/bin/env bash
# Guess: a process of circus has the environment of circusd and what its [env:…] section adds, as with supervisor.
# What happens: it has nothing: no PATH, HOME or LANG, nor what the container was given. With a section it has the section, and a variable
# `__name__`, the name of the section. Programs are still found, since the shell and execvp have a PATH of their own.
# `copy_env = True` brings the environment.
# Why it matters: a service that moves from supervisor starts, and then misses its settings: it takes the defaults, writes to / in the
# place of its home, or finds another python3 than the one that was installed.
set -euo pipefail
for tool in python3 timeout; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
{ python3 -m venv venv && venv/bin/pip install -q --disable-pip-version-check circus==0.19.0 supervisor==4.3.0; } >pip.log 2>&1 ||
  { echo 'The packages could not be installed.' >&2; exit 2; }
cat >circus.ini <<'INI'
[circus]
endpoint = ipc://endpoint.sock
pubsub_endpoint = ipc://pubsub.sock

[watcher:plain]
cmd = sh names.sh circus

[watcher:section]
cmd = sh names.sh circus-section

[env:section]
MODE = batch

[watcher:copied]
cmd = sh names.sh circus-copy_env
copy_env = True
INI
cat >supervisord.conf <<'INI'
[supervisord]
nodaemon = true
logfile = supervisord.log
pidfile = supervisord.pid

[program:plain]
command = sh names.sh supervisor
environment = MODE=batch
INI
cat >names.sh <<'SH' # PWD, OLDPWD, SHLVL and _ are those of the shell
names=$(env | sed -n 's/^\(DATABASE\|HOME\|MODE\|PATH\|__name__\)=.*/\1/p' | LC_ALL=C sort | tr '\n' ' ')
echo "$1: ${names:-nothing}" >"$1.names"
exec sleep 60
SH
export DATABASE=db:5432 HOME=$dir
run() { # the command, then the files for which to wait
  local command=$1 pid
  shift
  $command >>run.log 2>&1 &
  pid=$!
  for _ in $(seq 150); do ls "$@" >/dev/null 2>&1 && break; sleep 0.1; done
  kill "$pid"
  wait "$pid" || true
}
run 'timeout 60 venv/bin/circusd circus.ini' circus.names circus-section.names circus-copy_env.names
run 'timeout 60 venv/bin/supervisord -c supervisord.conf' supervisor.names
seen=$(cat circus.names circus-section.names circus-copy_env.names supervisor.names)
echo 'circus 0.19.0, supervisor 4.3.0 (PyPI)'
echo "$seen"
[ "$seen" = 'circus: nothing
circus-section: MODE __name__ 
circus-copy_env: DATABASE HOME PATH 
supervisor: DATABASE HOME MODE PATH ' ] || { echo 'This has changed.' >&2; exit 1; }
