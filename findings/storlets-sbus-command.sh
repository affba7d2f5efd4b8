#!/usr/bin/env bash
# Guess: the command that a package installs starts: `sbus` of storlets asks the daemon factory in a container whether it is there.
# What happens: it fails at its first line. The wheel's entry point is storlets.sbus.cli, and its module is storlets.sbus.client.cli.
# Why it matters: it is the tool to look into a container of Storlets by hand. `python3 -m storlets.sbus.client.cli` is there, but runs
# nothing either: that module has no call of its `main`. Call it from Python.
set -euo pipefail
command -v python3 >/dev/null || { echo 'This needs python3.' >&2; exit 2; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m pip install --quiet --disable-pip-version-check --target lib --no-deps storlets==18.0.0 2>pip.log ||
  { echo 'The package could not be installed.' >&2; exit 2; }
export PYTHONPATH=$dir/lib
status=0
python3 lib/bin/sbus ping --help >out.log 2>&1 || status=$?
seen="sbus: exit status $status, $(tail -n 1 out.log)
$(python3 -c 'from storlets.sbus.client.cli import main; print("storlets.sbus.client.cli:", main.__name__)' 2>&1)"
python3 --version
echo 'storlets 18.0.0'
echo "$seen"
[ "$seen" = "sbus: exit status 1, ModuleNotFoundError: No module named 'storlets.sbus.cli'
storlets.sbus.client.cli: main" ] || { echo 'This has changed.' >&2; exit 1; }
