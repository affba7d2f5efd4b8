#!/usr/bin/env bash
# Guess: a program that watches a file of a mounted ConfigMap hears of each update, as it does of a file that is
# written.
# What happens: watchfiles reports the first update, and none after it. The kubelet swaps a link to a new folder and
# removes the old one, where it has its watch. watchdog, which has the folder, names the link only, never the file.
# chokidar reports all.
# Why it matters: a test with one update passes. In the cluster the second change of a setting or a certificate is
# missed, until the old one expires.
set -euo pipefail
for tool in node npm python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
watchers=()
trap 'kill "${watchers[@]}" 2>/dev/null || true; wait; rm -rf "$dir"' EXIT
cd "$dir"
{ npm install --prefix . --no-save --no-audit --no-fund --silent chokidar@5.0.0 &&
  python3 -m pip install --quiet --disable-pip-version-check --target packages watchfiles==1.3.0 watchdog==7.1.0 2>pip.log; } ||
  { echo 'The packages could not be installed.' >&2; exit 2; }

cat >watch.mjs <<'JS'
import { watch } from 'chokidar';
import { readFileSync } from 'node:fs';
watch('mount/app.json', { ignoreInitial: true })
  .on('change', () => console.log('chokidar', readFileSync('update', 'utf8').trim()))
  .on('ready', () => console.log('chokidar ready'));
JS
cat >watch.py <<'PY'
import sys
from pathlib import Path
from threading import Thread
from watchdog.events import FileSystemEventHandler
from watchdog.observers import Observer
from watchfiles import watch

def show(name):
    print(name, Path("update").read_text().strip(), flush=True)

class Handler(FileSystemEventHandler):
    def on_any_event(self, event):
        if "app.json" in (event.src_path + str(event.dest_path)):
            show("watchdog")

observer = Observer()
observer.schedule(Handler(), "mount")
observer.start()
print("watchdog ready", flush=True)
for changes in watch("mount/app.json", debounce=100, rust_timeout=100, yield_on_timeout=True):
    show("watchfiles") if changes else print("watchfiles ready", flush=True)
PY
# As the kubelet's AtomicWriter does it.
update() {
  mkdir "mount/..v$1"; echo "$1" >"mount/..v$1/app.json"; ln -s "..v$1" mount/..data_tmp; mv -T mount/..data_tmp mount/..data
  rm -rf "mount/..v$(($1 - 1))"
}
mkdir mount
update 0
ln -s ..data/app.json mount/app.json
echo 0 >update
node watch.mjs >node.log & watchers+=($!)
PYTHONPATH=packages python3 watch.py >python.log & watchers+=($!)
for name in chokidar watchdog watchfiles; do until grep -qs "^$name ready" node.log python.log; do sleep 0.1; done; done
for number in 1 2 3; do echo "$number" >update; update "$number"; sleep 4; done
seen=$(for name in chokidar watchfiles watchdog; do
  echo "$name: $(cat node.log python.log | sed -n "s/^$name \([1-9]\)/\1/p" | sort -u | paste -sd ' ')"
done)
echo 'chokidar 5.0.0, watchfiles 1.3.0, watchdog 7.1.0; updates that were reported:'
echo "$seen"
[ "$seen" = 'chokidar: 1 2 3
watchfiles: 1
watchdog: ' ] || { echo 'This has changed.' >&2; exit 1; }
