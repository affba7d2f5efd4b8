#!/usr/bin/env bash
# Guess: a program that lists the images of an archive of `docker save` reads what `docker load` reads: manifest.json names the file of the
# configuration, whatever that is called.
# What happens: container-inspector takes the name of the file for its SHA-256, and fails if it is another: an image whose configuration is
# in config.json is "not consistent with actual computed value". The same image with the file renamed is read.
# Why it matters: Jib and containerify write config.json. A scan of licences that works for images of one tool ends with an error that
# reads like a damaged archive for those of another.
set -euo pipefail
for tool in python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv tools
tools/bin/pip install --quiet --disable-pip-version-check container-inspector==33.1.0 commoncode==33.0.0 ||
  { echo 'The packages could not be installed.' >&2; exit 2; }
cat >save.py <<'PY'
import hashlib, io, json, sys, tarfile

def pack(name, files):
    with tarfile.open(name, "w") as archive:
        for path, content in files.items():
            entry = tarfile.TarInfo(path)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return open(name, "rb").read()

digest = lambda content: hashlib.sha256(content).hexdigest()
layer = pack("layer.tar", {"hello.txt": b"hello\n"})
config = json.dumps({
    "architecture": "amd64", "os": "linux", "config": {}, "created": "2026-01-01T00:00:00Z",
    "rootfs": {"type": "layers", "diff_ids": [f"sha256:{digest(layer)}"]},
    "history": [{"created": "2026-01-01T00:00:00Z", "created_by": "COPY hello.txt /"}],
}).encode()
for name, file in (("digest", f"{digest(config)}.json"), ("config", "config.json")):
    layers = [f"{digest(layer)}/layer.tar"]
    manifest = [{"Config": file, "RepoTags": ["example.org/x:v1"], "Layers": layers}]
    pack(f"{name}.tar", {file: config, layers[0]: layer, "manifest.json": json.dumps(manifest).encode()})
PY
python3 save.py
seen=$(for name in digest config; do
  status=0
  tools/bin/container_inspector "$dir/$name.tar" >out.log 2>&1 || status=$?
  echo "$name.tar: exit $status$(grep -o 'is not consistent with actual computed value' out.log | sed 's/^/, "/; s/$/"/' || true)"
done)
tools/bin/pip list --disable-pip-version-check 2>/dev/null | grep -E '^(container-inspector|commoncode) '
echo "$seen"
[ "$seen" = 'digest.tar: exit 0
config.tar: exit 1, "is not consistent with actual computed value"' ] || { echo 'This has changed.' >&2; exit 1; }
