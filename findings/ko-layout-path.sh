#!/usr/bin/env bash
# Guess: `ko build --oci-layout-path DIR` writes the image into any folder.
# What happens: for a path with a capital letter or a space it fails with "repository can only contain the characters `abc…`", and exits 1.
# By then the image is built and complete in that folder: ko cannot print its reference, which it makes of the path.
# Why it matters: folders of `mktemp -d`, of a Mac user and of many a build have capital letters. The message is about a repository, so that
# one looks at KO_DOCKER_REPO, which is right.
set -euo pipefail
for tool in go python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d /tmp/ko.XXXXXX)
registry=
trap '[ -z "$registry" ] || kill "$registry"; chmod -R u+w "$dir"; rm -rf "$dir"' EXIT
cd "$dir"
export GOBIN=$dir/bin GOFLAGS=-mod=mod CGO_ENABLED=0
go install github.com/google/ko@v0.19.1 2>install.log && go install github.com/google/go-containerregistry/cmd/crane@v0.22.1 2>>install.log ||
  { tail -n 3 install.log >&2; echo 'The programs could not be installed.' >&2; exit 2; }
mkdir source
printf 'module example.org/x\n\ngo 1.22\n' >source/go.mod
printf 'package main\n\nfunc main() {}\n' >source/main.go

# A base on loopback: a layer with one file.
bin/crane registry serve --address 127.0.0.1:0 >registry.log 2>&1 &
registry=$!
for _ in $(seq 100); do grep -q 'port [0-9]' registry.log && break || sleep 0.1; done
port=$(grep -o 'port [0-9]*' registry.log | head -n 1 | cut -d' ' -f2)
echo hello >hello.txt
tar -cf layer.tar hello.txt
bin/crane append -f layer.tar -t base:v1 -o base.tar >/dev/null 2>&1
bin/crane mutate --set-platform linux/amd64 -t "127.0.0.1:$port/base:v2" "$(bin/crane push base.tar "127.0.0.1:$port/base:v1" 2>/dev/null)" >/dev/null 2>&1

export KO_DEFAULTBASEIMAGE=127.0.0.1:$port/base:v2 KO_DOCKER_REPO=example.org/team
build() {
  status=0
  (cd source && ../bin/ko build --push=false --oci-layout-path "$1" --platform linux/amd64 --sbom none . >out 2>err) || status=$?
  images=$(python3 -c 'import json, sys; print(len(json.load(open(sys.argv[1]))["manifests"]))' "source/$1/index.json")
  echo "$1: exit $status, images in the layout: $images$(grep -o 'repository can only contain the characters' source/err | sed 's/^/, "/; s/$/"/' || true)"
}
seen=$(build ../layout; build ../Layout; build '../a layout')
bin/ko version
echo "$seen"
[ "$seen" = '../layout: exit 0, images in the layout: 1
../Layout: exit 1, images in the layout: 1, "repository can only contain the characters"
../a layout: exit 1, images in the layout: 1, "repository can only contain the characters"' ] || { echo 'This has changed.' >&2; exit 1; }
