#!/usr/bin/env bash
# Guess: a reference of an image that crane, ko or Knative's webhook accepts is one that can be pulled: they all implement the grammar of the
# distribution specification.
# What happens: go-containerregistry, which they use, only looks at which characters there are. It accepts `team//hello`, `-hello`, `.hello`,
# `hello..world` and the tags `.1` and `-1`, in its strict mode, too. The packages that Docker, containerd and the kubelet use
# (distribution/reference), and regclient, refuse every one of them.
# Why it matters: a deployment with a variable that is empty in `$REGISTRY/$TEAM/hello` is accepted by Knative, and its pod fails with
# InvalidImageName; the check that should have found it was passed.
set -euo pipefail
command -v go >/dev/null || { echo 'This needs go.' >&2; exit 2; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
cat >main.go <<'GO'
package main

import (
	"fmt"

	"github.com/distribution/reference"
	"github.com/google/go-containerregistry/pkg/name"
	"github.com/regclient/regclient/types/ref"
)

func word(err error) string {
	if err != nil {
		return "refused"
	}
	return "accepted"
}

func main() {
	for _, text := range []string{"team/hello:1", "team//hello:1", "-hello:1", "team/.hello:1", "hello..world:1", "hello:.1", "hello:-1"} {
		text = "registry.example/" + text
		_, weak := name.ParseReference(text)
		_, strict := name.ParseReference(text, name.StrictValidation)
		_, distribution := reference.ParseNormalizedNamed(text)
		_, regclient := ref.New(text)
		fmt.Printf("%s: %s, strict %s; distribution %s, regclient %s\n", text, word(weak), word(strict), word(distribution), word(regclient))
	}
}
GO
export GOFLAGS=-mod=mod CGO_ENABLED=0
{ go mod init example && go get github.com/google/go-containerregistry@v0.22.1 github.com/distribution/reference@v0.6.0 \
  github.com/regclient/regclient@v0.11.7 && go build -o read .; } >install.log 2>&1 ||
  { tail -n 3 install.log >&2; echo 'The modules could not be installed.' >&2; exit 2; }
seen=$(./read)
go list -m github.com/google/go-containerregistry github.com/distribution/reference github.com/regclient/regclient
echo "$seen"
[ "$seen" = 'registry.example/team/hello:1: accepted, strict accepted; distribution accepted, regclient accepted
registry.example/team//hello:1: accepted, strict accepted; distribution refused, regclient refused
registry.example/-hello:1: accepted, strict accepted; distribution refused, regclient refused
registry.example/team/.hello:1: accepted, strict accepted; distribution refused, regclient refused
registry.example/hello..world:1: accepted, strict accepted; distribution refused, regclient refused
registry.example/hello:.1: accepted, strict accepted; distribution refused, regclient refused
registry.example/hello:-1: accepted, strict accepted; distribution refused, regclient refused' ] || { echo 'This has changed.' >&2; exit 1; }
