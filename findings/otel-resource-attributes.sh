#!/usr/bin/env bash
# Guess: a value in OTEL_RESOURCE_ATTRIBUTES may contain "=", as one of W3C baggage may, whose format it has.
# What happens: in JavaScript a pair with a second "=" makes all pairs disappear, service.name included. Python and Go keep them.
# Why it matters: one address with a query or one value in base64 in the variable that all services share, and those in JavaScript
# report as unknown_service, without their namespace and pod; at the usual level of logs nothing says why. "%3D" works in all.
set -euo pipefail
for tool in go node npm python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
{ npm install --prefix . --no-save --no-audit --no-fund --silent @opentelemetry/resources@2.12.1 && python3 -m venv venv &&
  venv/bin/pip install -q --disable-pip-version-check opentelemetry-sdk==1.45.2; } >install.log 2>&1 ||
  { echo 'The packages could not be installed.' >&2; exit 2; }
cat >main.go <<'GO'
package main

import (
	"context"
	"fmt"

	"go.opentelemetry.io/otel/sdk/resource"
)

func main() {
	from, _ := resource.New(context.Background(), resource.WithFromEnv())
	fmt.Print("Go:")
	for _, pair := range from.Attributes() {
		fmt.Printf(" [%s %s]", pair.Key, pair.Value.AsString())
	}
	fmt.Println()
}
GO
{ go mod init example && go get go.opentelemetry.io/otel/sdk@v1.47.0 && go mod tidy && go build -o example .; } >go.log 2>&1 ||
  { echo 'The module could not be installed.' >&2; exit 2; }
cat >read.mjs <<'JS'
import { detectResources, envDetector } from '@opentelemetry/resources';
const { attributes } = detectResources({ detectors: [envDetector] });
console.log(`JavaScript:${Object.entries(attributes).sort().map(([key, value]) => ` [${key} ${value}]`).join('')}`);
JS
cat >read.py <<'PYTHON'
from opentelemetry.sdk.resources import OTELResourceDetector

pairs = sorted(OTELResourceDetector().detect().attributes.items())
print("Python:" + "".join(f" [{key} {value}]" for key, value in pairs))
PYTHON
seen=$(for text in service.name=orders,team=shop 'service.name=orders,docs=/wiki?id=7' 'service.name=orders,docs=/wiki?id%3D7' service.name=orders,build=Nw==; do
  echo "$text"
  export OTEL_RESOURCE_ATTRIBUTES=$text
  for command in 'node read.mjs' 'venv/bin/python read.py' ./example; do echo "  $($command 2>>errors.log)"; done
done)
echo '@opentelemetry/resources 2.12.1 (npm), opentelemetry-sdk 1.45.2 (PyPI), go.opentelemetry.io/otel/sdk v1.47.0'
echo "$seen"
[ "$seen" = 'service.name=orders,team=shop
  JavaScript: [service.name orders] [team shop]
  Python: [service.name orders] [team shop]
  Go: [service.name orders] [team shop]
service.name=orders,docs=/wiki?id=7
  JavaScript:
  Python: [docs /wiki?id=7] [service.name orders]
  Go: [docs /wiki?id=7] [service.name orders]
service.name=orders,docs=/wiki?id%3D7
  JavaScript: [docs /wiki?id=7] [service.name orders]
  Python: [docs /wiki?id=7] [service.name orders]
  Go: [docs /wiki?id=7] [service.name orders]
service.name=orders,build=Nw==
  JavaScript:
  Python: [build Nw==] [service.name orders]
  Go: [build Nw==] [service.name orders]' ] || { echo 'This has changed.' >&2; exit 1; }
