#!/usr/bin/env bash
# Guess: `~> 1.2` accepts 1.9, and not 2.0, as in Ruby, where the operator comes from, and in Terraform.
# What happens: it does for hashicorp/go-version and for RubyGems. Masterminds/semver, which Helm and many Go programs use, and npm's
# semver accept the operator as well, as another spelling of `~1.2`: 1.3 is refused.
# Why it matters: the constraint of a chart, a plugin or a runtime that is copied from a file of Terraform is accepted, and no minor
# release is ever taken again, fixes of security included. Nothing says so: a newer version simply does not match.
set -euo pipefail
for tool in go node npm ruby; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --prefix . --no-save --no-audit --no-fund --silent semver@7.8.6 || { echo 'The package could not be installed.' >&2; exit 2; }
cat >main.go <<'GO'
package main

import (
	"fmt"

	"github.com/Masterminds/semver/v3"
	"github.com/hashicorp/go-version"
)

func main() {
	masterminds, err := semver.NewConstraint("~> 1.2")
	if err != nil {
		panic(err)
	}
	hashicorp, err := version.NewConstraint("~> 1.2")
	if err != nil {
		panic(err)
	}
	for _, text := range []string{"1.2.9", "1.3.0", "1.9.0", "2.0.0"} {
		fmt.Printf("%s: hashicorp/go-version %t, Masterminds/semver %t\n", text,
			hashicorp.Check(version.Must(version.NewVersion(text))), masterminds.Check(semver.MustParse(text)))
	}
}
GO
{ go mod init example && go get github.com/Masterminds/semver/v3@v3.5.0 github.com/hashicorp/go-version@v1.9.0 && go build -o example .; } \
  >go.log 2>&1 || { echo 'The modules could not be installed.' >&2; exit 2; }
seen=$(./example
  node -e '
    const semver = require("semver");
    for (const text of ["1.2.9", "1.3.0", "1.9.0", "2.0.0"]) console.log(`${text}: npm semver ${semver.satisfies(text, "~> 1.2")}`);'
  ruby -e '%w[1.2.9 1.3.0 1.9.0 2.0.0].each { |text| puts "#{text}: ruby #{Gem::Requirement.new("~> 1.2").satisfied_by?(Gem::Version.new(text))}" }')
echo 'github.com/hashicorp/go-version v1.9.0, github.com/Masterminds/semver/v3 v3.5.0, npm semver 7.8.6'
echo "$seen"
[ "$seen" = '1.2.9: hashicorp/go-version true, Masterminds/semver true
1.3.0: hashicorp/go-version true, Masterminds/semver false
1.9.0: hashicorp/go-version true, Masterminds/semver false
2.0.0: hashicorp/go-version false, Masterminds/semver false
1.2.9: npm semver true
1.3.0: npm semver false
1.9.0: npm semver false
2.0.0: npm semver false
1.2.9: ruby true
1.3.0: ruby true
1.9.0: ruby true
2.0.0: ruby false' ] || { echo 'This has changed.' >&2; exit 1; }
