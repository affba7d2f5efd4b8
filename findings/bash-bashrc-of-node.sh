#!/usr/bin/env bash
# Guess: `bash -c` is not interactive, so it reads no ~/.bashrc, whoever starts it.
# What happens: Node.js gives a child process a socket for each "pipe". A bash whose standard input is a socket takes itself for one that rshd
# or sshd has started, and reads ~/.bashrc before its command, unless SHLVL is set. Python's pipes are pipes, and there it does not.
# Why it matters: a service or a container has no SHLVL, so what ~/.bashrc prints is in front of the output that a program parses, and its
# variables, aliases and `set` options hold, there only: in a terminal, where SHLVL is set, the same program works.
set -euo pipefail
for tool in apt-get dpkg node npm python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
{ apt-get download 'bash=5.2.15-2+b*' >/dev/null 2>&1 && dpkg -x bash_*.deb root && npm init -y >/dev/null &&
  npm install --no-audit --no-fund zx@8.8.5 >/dev/null 2>&1; } ||
  { echo 'The packages could not be installed (Debian 12, after apt-get update).' >&2; exit 2; }
bash=$dir/root/bin/bash
mkdir home
echo 'from=bashrc' >home/.bashrc

cat >run.mjs <<'JS'
import { execFileSync, spawnSync } from 'node:child_process';
import { $ } from 'zx';
const bash = process.argv[2];
const env = { PATH: process.env.PATH, HOME: `${process.cwd()}/home` };
const command = ['-c', 'echo ${from-none}'];
const print = (what, bytes) => console.log(`${what}: ${String(bytes).trim()}`);
print('execFile', execFileSync(bash, command, { env }));
print('with SHLVL', execFileSync(bash, command, { env: { ...env, SHLVL: '1' } }));
print('standard input ignored', spawnSync(bash, command, { env, stdio: ['ignore', 'pipe', 'pipe'] }).stdout);
$.shell = bash;
$.prefix = '';
$.env = env;
print('zx', (await $`echo \${from-none}`).stdout);
JS
cat >run.py <<'PY'
import os, subprocess, sys
env = {'PATH': os.environ['PATH'], 'HOME': os.getcwd() + '/home'}
print('Python:', subprocess.run([sys.argv[1], '-c', 'echo ${from-none}'], env=env, input=b'', stdout=-1).stdout.decode().strip())
PY
seen="$(node run.mjs "$bash")
$(python3 run.py "$bash")"
echo "bash 5.2.15, Node.js $(node --version), zx 8.8.5"
echo "$seen"
[ "$seen" = 'execFile: bashrc
with SHLVL: none
standard input ignored: none
zx: bashrc
Python: none' ] || { echo 'This has changed.' >&2; exit 1; }
