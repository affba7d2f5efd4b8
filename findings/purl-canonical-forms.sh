#!/usr/bin/env bash
# Guess: a package URL has one canonical form, whichever of the three libraries of the package-url project writes it: it is made to be compared.
# What happens: the "+" of a version is "+" for JavaScript and "%2B" for Python and Go. A ":" or "/" in a qualifier is written in three ways.
# Go makes the path of a Go module lower case, which the others leave.
# Why it matters: lists of components and of vulnerabilities are joined by this text. One of a tool in Go and one of a tool in Python or
# JavaScript do not match for g++, for versions such as 1.0.0+build.1 or for modules with capital letters: nothing is found.
set -euo pipefail
for tool in go node npm python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
{ npm install --prefix . --no-save --no-audit --no-fund --silent packageurl-js@2.0.1 &&
  python3 -m pip install --quiet --disable-pip-version-check --target packages packageurl-python==0.17.6 2>pip.log; } ||
  { echo 'The packages could not be installed.' >&2; exit 2; }
cat >main.go <<'GO'
package main

import (
	"fmt"
	"os"

	"github.com/package-url/packageurl-go"
)

func main() {
	for _, text := range os.Args[1:] {
		read, err := packageurl.FromString(text)
		if err != nil {
			panic(err)
		}
		fmt.Println("Go:", read.ToString())
	}
}
GO
{ go mod init example && go get github.com/package-url/packageurl-go@v0.1.7 && go build -o example .; } >go.log 2>&1 ||
  { echo 'The module could not be installed.' >&2; exit 2; }
seen=$(for text in 'pkg:npm/left-pad@1.0.0%2Bbuild.1' 'pkg:golang/github.com/Azure/azure-sdk-for-go@v68.0.0' \
  'pkg:maven/org.example/orders@1?repository_url=https://example.org/m2' 'pkg:generic/orders@1?checksum=sha256:de4'; do
  node -e 'const { PackageURL } = require("packageurl-js"); console.log("JavaScript:", PackageURL.fromString(process.argv[1]).toString());' "$text"
  PYTHONPATH=packages python3 -c '
import sys
from packageurl import PackageURL
print("Python:", PackageURL.from_string(sys.argv[1]).to_string())' "$text"
  ./example "$text"
done)
echo 'npm packageurl-js 2.0.1, PyPI packageurl-python 0.17.6, github.com/package-url/packageurl-go v0.1.7'
echo "$seen"
[ "$seen" = 'JavaScript: pkg:npm/left-pad@1.0.0+build.1
Python: pkg:npm/left-pad@1.0.0%2Bbuild.1
Go: pkg:npm/left-pad@1.0.0%2Bbuild.1
JavaScript: pkg:golang/github.com/Azure/azure-sdk-for-go@v68.0.0
Python: pkg:golang/github.com/Azure/azure-sdk-for-go@v68.0.0
Go: pkg:golang/github.com/azure/azure-sdk-for-go@v68.0.0
JavaScript: pkg:maven/org.example/orders@1?repository_url=https%3A%2F%2Fexample.org%2Fm2
Python: pkg:maven/org.example/orders@1?repository_url=https://example.org/m2
Go: pkg:maven/org.example/orders@1?repository_url=https:%2F%2Fexample.org%2Fm2
JavaScript: pkg:generic/orders@1?checksum=sha256%3Ade4
Python: pkg:generic/orders@1?checksum=sha256:de4
Go: pkg:generic/orders@1?checksum=sha256:de4' ] || { echo 'This has changed.' >&2; exit 1; }
