#!/usr/bin/env bash
# Guess: skopeo, copying a docker-format image to an OCI archive, keeps what it cannot express or says what it leaves out.
# What happens: HEALTHCHECK, SHELL and ONBUILD of the config vanish, without a word and with exit status 0. What OCI knows
# (entry point, stop signal, exposed ports) stays.
# Why it matters: a pipeline that moves images as OCI archives ships containers whose health nobody checks any more, while
# `inspect` of the source still shows the check. BuildKit writes HEALTHCHECK into OCI configs, so it can be done.
set -euo pipefail
for tool in python3 apt-get dpkg; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
{ apt-get download 'skopeo=1.9.3+ds1-1*' >/dev/null 2>&1 && dpkg -x skopeo_*.deb root; } ||
  { echo 'The package could not be installed (Debian 12, after apt-get update).' >&2; exit 2; }

# The archive that `docker save` writes for an image of one layer.
python3 - <<'PY'
import hashlib, io, json, tarfile

def tar(files):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, content in files:
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return out.getvalue()

layer = tar([("f.txt", b"hello\n")])
config = json.dumps({
    "architecture": "amd64", "os": "linux", "created": "2026-01-01T00:00:00Z",
    "config": {
        "Entrypoint": ["/serve"], "StopSignal": "SIGINT", "ExposedPorts": {"8080/tcp": {}},
        "Healthcheck": {"Test": ["CMD", "/check"], "Interval": 5000000000},
        "Shell": ["/bin/bash", "-c"], "OnBuild": ["COPY . /app"],
    },
    "rootfs": {"type": "layers", "diff_ids": ["sha256:" + hashlib.sha256(layer).hexdigest()]},
    "history": [{"created": "2026-01-01T00:00:00Z"}],
}).encode()
name = hashlib.sha256(config).hexdigest() + ".json"
manifest = json.dumps([{"Config": name, "RepoTags": ["example/image:v1"], "Layers": ["layer.tar"]}]).encode()
with open("docker.tar", "wb") as file:
    file.write(tar([(name, config), ("layer.tar", layer), ("manifest.json", manifest)]))
PY
root/usr/bin/skopeo --insecure-policy --tmpdir . copy docker-archive:docker.tar oci:oci:v1 >skopeo.log 2>&1 ||
  { cat skopeo.log; echo "skopeo does not run (it needs libgpgme11 and libdevmapper)." >&2; exit 2; }
cat >config.py <<'PY'
import json
def blob(digest): return json.load(open("oci/blobs/" + digest.replace(":", "/")))
manifest = blob(json.load(open("oci/index.json"))["manifests"][0]["digest"])
print("config:", *sorted(blob(manifest["config"]["digest"])["config"]))
PY
seen="$(python3 config.py)
warnings: $(grep -ciE 'warn|health|support' skopeo.log || true)"
root/usr/bin/skopeo --version
echo "$seen"
[ "$seen" = 'config: Entrypoint ExposedPorts StopSignal
warnings: 0' ] || { echo 'This has changed.' >&2; exit 1; }
