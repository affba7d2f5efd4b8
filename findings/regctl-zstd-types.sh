#!/usr/bin/env bash
# Guess: `regctl image mod --to-oci --layer-compress zstd` makes an image of OCI types, as --to-oci does alone.
# What happens: with --layer-compress, in either order, only the manifest gets OCI's type. The configuration keeps Docker's, and the layer
# gets application/vnd.docker.image.rootfs.diff.tar.zstd, which neither Docker nor OCI specifies. --to-oci in a second call makes all three OCI's.
# Why it matters: no error says so, and what a reader makes of a type that no specification has is up to the reader.
set -euo pipefail
for tool in go python3 tar; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
GOBIN=$dir go install github.com/regclient/regclient/cmd/regctl@v0.11.7 2>go.log || { cat go.log; echo 'regctl could not be installed.' >&2; exit 2; }
export HOME=$dir
echo hello >hello.txt
tar -cf layer.tar hello.txt
python3 - <<'PYTHON'
import hashlib, json
layer = open("layer.tar", "rb").read()
config = {"architecture": "amd64", "os": "linux", "config": {}, "rootfs": {"type": "layers", "diff_ids": ["sha256:" + hashlib.sha256(layer).hexdigest()]}}
json.dump(config, open("config.json", "w"))
json.dump([{"Config": "config.json", "RepoTags": ["example:v1"], "Layers": ["layer.tar"]}], open("manifest.json", "w"))
PYTHON
tar -cf image.tar config.json manifest.json layer.tar
types() { ./regctl manifest get --format raw-body "ocidir://$1:v1" | grep -o '"mediaType": *"[^"]*"' | sed 's/.*"application.vnd.\(.*\)"/  \1/'; }
convert() { ./regctl image mod "${@:2}" --create v1 "ocidir://$1:v1" >/dev/null; }
seen=$(for name in both reverse twice; do ./regctl image import "ocidir://$name:v1" image.tar; done
convert both --to-oci --layer-compress zstd
convert reverse --layer-compress zstd --to-oci
convert twice --layer-compress zstd
convert twice --to-oci
for name in both reverse twice; do
  echo "$name:"
  types "$name"
done)
echo 'regctl v0.11.7'
echo "$seen"
mixed='  oci.image.manifest.v1+json
  docker.container.image.v1+json
  docker.image.rootfs.diff.tar.zstd'
[ "$seen" = "both:
$mixed
reverse:
$mixed
twice:
  oci.image.manifest.v1+json
  oci.image.config.v1+json
  oci.image.layer.v1.tar+zstd" ] || { echo 'This has changed.' >&2; exit 1; }
