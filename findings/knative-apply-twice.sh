#!/usr/bin/env bash
# Guess: `kubectl apply` of a manifest that has not changed changes nothing, for a Knative service, too, whether its revision has a name or
# not.
# What happens: Knative fills members into the list of containers. kubectl's merge patch can only replace a list as a whole, and the live
# one differs from the manifest, so that the patch takes them out again. Under the same name of the revision Knative fills in nothing, finds
# the list changed, and refuses the update: "Saw the following changes without a name change". Without a name it is accepted.
# Why it matters: a pipeline that applies its manifests on every run fails from the second run on, with a list of changes nobody made.
set -euo pipefail
command -v go >/dev/null || { echo 'This needs go.' >&2; exit 2; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
cat >main.go <<'GO'
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	jsonpatch "github.com/evanphx/json-patch"
	"k8s.io/apimachinery/pkg/util/jsonmergepatch"
	"knative.dev/pkg/apis"
	serving "knative.dev/serving/pkg/apis/serving/v1"
	"sigs.k8s.io/yaml"
)

const manifest = `
apiVersion: serving.knative.dev/v1
kind: Service
metadata:
  name: hello
spec:
  template:
    metadata: {NAME}
    spec:
      containers:
        - image: registry.example/hello:1
`

func must(err error) {
	if err != nil {
		panic(err)
	}
}

// What the webhooks of Knative do with a service that is created, or that replaces another one: both of them get JSON.
func admit(text []byte, before []byte) ([]byte, string) {
	decode := func(text []byte) *serving.Service {
		service := &serving.Service{}
		must(json.Unmarshal(text, service))
		return service
	}
	ctx := apis.WithinCreate(context.Background())
	service, validating := decode(text), ctx
	if before != nil {
		old := decode(before)
		old.SetDefaults(context.Background())
		ctx, validating = apis.WithinUpdate(context.Background(), old), apis.WithinUpdate(context.Background(), decode(before))
	}
	service.SetDefaults(ctx)
	stored, err := json.Marshal(service)
	must(err)
	if errors := decode(stored).Validate(validating).Filter(apis.ErrorLevel); errors != nil {
		return nil, errors.Error()
	}
	return stored, ""
}

func main() {
	for _, name := range []string{"", "name: hello-v1"} {
		text, err := yaml.YAMLToJSON([]byte(strings.Replace(manifest, "NAME", name, 1)))
		must(err)
		stored, refused := admit(text, nil)
		if refused != "" {
			panic(refused)
		}
		// As kubectl does with resources that it has no schema of: what was applied last, what is applied now, what is there.
		patch, err := jsonmergepatch.CreateThreeWayJSONMergePatch(text, text, stored)
		must(err)
		patched, err := jsonpatch.MergePatch(stored, patch)
		must(err)
		_, refused = admit(patched, stored)
		answer := "accepted"
		if refused != "" {
			answer = strings.SplitN(refused, ":", 2)[0]
		}
		fmt.Printf("{%s}: the patch %s: %s\n", name, patch, answer)
	}
}
GO
export GOFLAGS=-mod=mod CGO_ENABLED=0
{ go mod init example && go get knative.dev/serving@v0.42.2 && go build -o apply .; } >install.log 2>&1 ||
  { tail -n 3 install.log >&2; echo 'The module could not be installed.' >&2; exit 2; }
seen=$(./apply)
echo "knative.dev/serving $(go list -m -f '{{.Version}}' knative.dev/serving), k8s.io/apimachinery $(go list -m -f '{{.Version}}' k8s.io/apimachinery)"
echo "$seen"
patch='{"spec":{"template":{"spec":{"containers":[{"image":"registry.example/hello:1"}]}}}}'
[ "$seen" = "{}: the patch $patch: accepted
{name: hello-v1}: the patch $patch: Saw the following changes without a name change (-old +new)" ] || { echo 'This has changed.' >&2; exit 1; }
