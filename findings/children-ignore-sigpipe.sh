#!/usr/bin/env bash
# Guess: what a supervisor or a library starts has the default handling of signals, as with Python's subprocess.
# What happens: children of supervisord, of pexpect, of invoke with `pty=True`, and of PHP's command line ignore
# SIGPIPE. `yes | head -1` reports "Broken pipe", and under `pipefail` its status is 1 instead of 141.
# Why it matters: a script with a pipe behaves differently there than in a terminal, where it was written; a loop of
# `echo` whose reader has gone is no longer ended by the signal. A shell cannot undo it with `trap`.
set -euo pipefail
for tool in apt-get dpkg python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
{ python3 -m pip install --quiet --disable-pip-version-check --target packages \
  supervisor==4.3.0 pexpect==4.9.0 invoke==3.0.3 honcho==2.0.0 2>pip.log &&
  apt-get download 'php8.2-cli=8.2.*' >/dev/null 2>&1 && dpkg -x php8.2-cli_*.deb root; } ||
  { echo 'The packages could not be installed (Debian 12, after apt-get update).' >&2; exit 2; }
export PYTHONPATH=$dir/packages

cat >probe.sh <<'SCRIPT'
set -o pipefail
yes 2>/dev/null | head -1 >/dev/null
echo "$1: status $?" >>seen
SCRIPT
bash probe.sh 'a shell'
python3 -c 'import subprocess; subprocess.run(["bash", "probe.sh", "subprocess"])'
python3 -c 'import pexpect; pexpect.run("bash probe.sh pexpect")'
python3 -c 'import invoke; invoke.run("bash probe.sh invoke"); invoke.run("bash probe.sh \"invoke, pty\"", pty=True)'
root/usr/bin/php8.2 -n -r 'passthru("bash probe.sh PHP");'
echo 'job: bash probe.sh honcho' >Procfile
packages/bin/honcho start >honcho.log
cat >supervisord.conf <<CONF
[supervisord]
nodaemon=true
logfile=/dev/null
logfile_maxbytes=0
pidfile=$dir/supervisord.pid
[program:job]
command=bash probe.sh supervisord
directory=$dir
startsecs=0
autorestart=false
CONF
packages/bin/supervisord -c supervisord.conf >supervisord.log 2>&1 & supervisor=$!
until grep -q supervisord seen; do sleep 0.1; done
kill "$supervisor"; wait "$supervisor" || true
seen=$(<seen)
echo "supervisor 4.3.0, pexpect 4.9.0, invoke 3.0.3, honcho 2.0.0 (PyPI), $(python3 --version), $(root/usr/bin/php8.2 -n -r 'echo "PHP ", PHP_VERSION;')"
echo "$seen"
[ "$seen" = 'a shell: status 141
subprocess: status 141
pexpect: status 1
invoke: status 141
invoke, pty: status 1
PHP: status 1
honcho: status 141
supervisord: status 1' ] || { echo 'This has changed.' >&2; exit 1; }
