#!/usr/bin/env bash
# Starts what a node of Swift has: a system log, memcached, a container engine, and the four servers.
set -euo pipefail
work=$1 docker=$2 libraries=$3
export PYTHONPATH=$libraries DOCKER_HOST=unix://$work/engine.sock

start() {
  local log=$work/$1.log
  shift
  "$@" >"$log" 2>&1 &
}

start system python3 -c '
import os, socket, sys
log = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
log.bind("/dev/log")
os.chmod("/dev/log", 0o666)
with open(sys.argv[1], "ab", buffering=0) as file:
    while True:
        file.write(log.recv(65536).rstrip(b"\0\n") + b"\n")
' "$work/syslog"
start memcached env LD_LIBRARY_PATH="$MEMCACHED_LIBRARIES" "$MEMCACHED" -u root -l 127.0.0.1 -p "$MEMCACHED_PORT"
# Its networks are its own, too: only the socket connects it with the rest.
start engine unshare --net "$docker" --root "$work/images" --runroot "$work/run" system service --time 0 "unix://$work/engine.sock"
for ((i = 0; i < 1200; i++)); do
  [[ -S $work/engine.sock && -S /dev/log ]] && break
  sleep 0.1
done
chmod 0666 "$work/engine.sock"
# Python and the packages may be in the home directory of root: reading is the one thing of root that Swift keeps.
as_swift=(setpriv "--reuid=$SWIFT_USER" "--regid=$SWIFT_USER" --clear-groups --inh-caps=+dac_read_search --ambient-caps=+dac_read_search)
for name in account container object proxy; do
  start "$name" "${as_swift[@]}" python3 "$libraries/bin/swift-$name-server" "$work/etc/$name-server.conf"
done
wait
