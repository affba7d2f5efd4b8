#!/usr/bin/env bash
# Guess: a template of Liquid gives the same text with Ruby's Liquid, where the language comes from, and with the ports that name it.
# What happens: `5 | divided_by: 2` is 2 in Ruby, Python and Go and 2.5 in liquidjs. -7 | divided_by: 2 is -4, -3.5 or -3, 2.5 | round 3 or 2,
# -7 | modulo: 3 2 or -1. "a,b,,c,," has four parts or six, 0.1 + 0.2 is 0.3 in two of the four, and a million is 1e+06 in Go.
# Why it matters: mails, invoices and messages of functions are written in Liquid by people who do not program. A preview in the browser
# shows other sums than the service that sends them.
set -euo pipefail
for tool in apt-get dpkg go node npm python3 ruby; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
{ npm install --prefix . --no-save --no-audit --no-fund --silent liquidjs@10.30.1 &&
  python3 -m pip install --quiet --disable-pip-version-check --target packages python-liquid==2.3.6 2>pip.log &&
  apt-get download 'ruby-liquid=5.4.0*' >/dev/null 2>&1 && dpkg -x ./ruby-liquid*.deb root; } ||
  { echo 'The packages could not be installed (Debian 12, after apt-get update).' >&2; exit 2; }
cat >main.go <<'GO'
package main

import (
	"fmt"
	"os"

	"github.com/osteele/liquid"
)

func main() {
	for _, template := range os.Args[1:] {
		text, err := liquid.NewEngine().ParseAndRenderString(template, map[string]any{})
		if err != nil {
			panic(err)
		}
		fmt.Println("Go:", text)
	}
}
GO
{ go mod init example && go get github.com/osteele/liquid@v1.6.0 && go mod tidy && go build -o example .; } >go.log 2>&1 ||
  { echo 'The module could not be installed.' >&2; exit 2; }
seen=$(for template in '{{ 5 | divided_by: 2 }}' '{{ -7 | divided_by: 2 }}' '{{ -7 | modulo: 3 }}' '{{ 2.5 | round }}' '{{ 0.1 | plus: 0.2 }}' \
  '{{ 1000000.0 }}' '{{ "a,b,,c,," | split: "," | size }}'; do
  echo "$template"
  echo -n '  '; ruby -Iroot/usr/share/rubygems-integration/all/gems/liquid-5.4.0/lib -Iroot/usr/lib/ruby/vendor_ruby -e 'require "liquid"; puts "Ruby: " + Liquid::Template.parse(ARGV[0]).render' "$template"
  echo -n '  '; PYTHONPATH=packages python3 -c 'import sys; from liquid import Environment; print("Python:", Environment().from_string(sys.argv[1]).render())' "$template"
  echo -n '  '; node -e 'const { Liquid } = require("liquidjs"); console.log("JavaScript:", new Liquid().parseAndRenderSync(process.argv[1]));' "$template"
  echo -n '  '; ./example "$template"
done)
echo 'ruby-liquid 5.4.0 (Debian 12), PyPI python-liquid 2.3.6, npm liquidjs 10.30.1, github.com/osteele/liquid v1.6.0'
echo "$seen"
[ "$seen" = '{{ 5 | divided_by: 2 }}
  Ruby: 2
  Python: 2
  JavaScript: 2.5
  Go: 2
{{ -7 | divided_by: 2 }}
  Ruby: -4
  Python: -4
  JavaScript: -3.5
  Go: -3
{{ -7 | modulo: 3 }}
  Ruby: 2
  Python: 2
  JavaScript: 2
  Go: -1
{{ 2.5 | round }}
  Ruby: 3
  Python: 2
  JavaScript: 3
  Go: 3
{{ 0.1 | plus: 0.2 }}
  Ruby: 0.3
  Python: 0.3
  JavaScript: 0.30000000000000004
  Go: 0.30000000000000004
{{ 1000000.0 }}
  Ruby: 1000000.0
  Python: 1000000.0
  JavaScript: 1000000
  Go: 1e+06
{{ "a,b,,c,," | split: "," | size }}
  Ruby: 4
  Python: 6
  JavaScript: 4
  Go: 4' ] || { echo 'This has changed.' >&2; exit 1; }
