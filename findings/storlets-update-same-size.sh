#!/usr/bin/env bash
# Guess: a storlet that is uploaded again runs in its new version, as its time stamp is compared with that of the copy on the node.
# What happens: if it has the same number of bytes, the old one runs on. The copy in the cache is replaced, but that in the container only
# if the cache's is *older*: the comparison is the wrong way round.
# Why it matters: a changed digit or word is not deployed, and nothing says so. Change the size, too, or upload under another name.
set -euo pipefail
command -v python3 >/dev/null || { echo 'This needs python3.' >&2; exit 2; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m pip install --quiet --disable-pip-version-check --target lib storlets==18.0.0 2>pip.log ||
  { echo 'The package could not be installed.' >&2; exit 2; }
cat >update.py <<'PY'
import os
import time
from types import SimpleNamespace
from storlets.gateway.gateways.container.gateway import StorletGatewayContainer

gateway = StorletGatewayContainer({"host_root": os.getcwd()}, None, "scope")

def bring(content):
    # What the middleware has of the object: its size and when it was uploaded.
    options = {"storlet_content_length": str(len(content)), "storlet_x_timestamp": str(time.time())}
    manager = SimpleNamespace(get_storlet=lambda name: (iter([content]), None))
    request = SimpleNamespace(storlet_main="a.A", options=options, file_manager=manager)
    updated = gateway.bring_from_cache("a.py", request, True)
    with open(os.path.join(gateway.paths.get_host_storlet_dir("a.A"), "a.py")) as file:
        print(content.decode(), "->", file.read(), updated)
    time.sleep(1.1)

for content in [b"version 1", b"version 2", b"version 10"]:
    bring(content)
PY
seen=$(PYTHONPATH=lib python3 update.py)
python3 --version
echo 'storlets 18.0.0'
echo "$seen"
[ "$seen" = "version 1 -> version 1 True
version 2 -> version 1 False
version 10 -> version 10 True" ] || { echo 'This has changed.' >&2; exit 1; }
