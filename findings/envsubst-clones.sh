#!/usr/bin/env bash
# Guess: the envsubst libraries for Go replace what gettext's envsubst replaces, and more of what a shell knows.
# What happens: three dialects. drone/envsubst leaves $HOST as it is, only ${HOST} counts, and ${HOST:+set} is the value in the place of "set".
# a8m/envsubst ends ${A:-${HOST}} at the first brace, so that "}" is left; it replaces $1 by nothing. Both make $ of $$, gettext does not.
# ${HOST:-none} is left as it is by gettext.
# Why it matters: a template that was tested with one is rendered by a tool with another in it; a password with $$ or a regular
# expression with $1 changes without an error, and `host: $HOST` gets through to the cluster.
set -euo pipefail
for tool in apt-get dpkg go; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
{ apt-get download 'gettext-base=0.21-*' && dpkg -x gettext-base_*.deb root; } >install.log 2>&1 ||
  { echo 'The package could not be installed (Debian 12, after apt-get update).' >&2; exit 2; }
cat >main.go <<'GO'
package main

import (
	"bufio"
	"fmt"
	"os"

	a8m "github.com/a8m/envsubst"
	drone "github.com/drone/envsubst"
)

func main() {
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		one, err := a8m.String(lines.Text())
		if err != nil {
			one = "error"
		}
		two, err := drone.EvalEnv(lines.Text())
		if err != nil {
			two = "error"
		}
		fmt.Printf("%s|%s\n", one, two)
	}
}
GO
{ go mod init example && go get github.com/a8m/envsubst@v1.4.3 github.com/drone/envsubst@v1.0.3 && go mod tidy && go build -o example .; } >go.log 2>&1 ||
  { echo 'The modules could not be installed.' >&2; exit 2; }
cat >template <<'TEXT'
$HOST
${HOST}
pa$$word
s/(a)/$1/
${NONE:-none}
${NONE:-${HOST}}
${HOST:+set}
${HOST^^}
TEXT
library=$(find root -name 'libintl*' -printf '%h\n' | head -n 1)
seen=$(HOST=web LD_LIBRARY_PATH=$library root/usr/bin/envsubst <template | paste -d'|' template - <(HOST=web ./example <template) |
  while IFS='|' read -r text gettext a8m drone; do echo "$text: gettext $gettext, a8m $a8m, drone $drone"; done)
echo "$(root/usr/bin/envsubst --version | head -n 1) (Debian 12), github.com/a8m/envsubst v1.4.3, github.com/drone/envsubst v1.0.3"
echo "$seen"
[ "$seen" = '$HOST: gettext web, a8m web, drone $HOST
${HOST}: gettext web, a8m web, drone web
pa$$word: gettext pa$, a8m pa$word, drone pa$word
s/(a)/$1/: gettext s/(a)/$1/, a8m s/(a)//, drone s/(a)/$1/
${NONE:-none}: gettext ${NONE:-none}, a8m none, drone none
${NONE:-${HOST}}: gettext ${NONE:-web}, a8m }, drone web
${HOST:+set}: gettext ${HOST:+set}, a8m set, drone web
${HOST^^}: gettext ${HOST^^}, a8m web, drone WEB' ] || { echo 'This has changed.' >&2; exit 1; }
