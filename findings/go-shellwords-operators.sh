#!/usr/bin/env bash
# Guess: a splitter of command lines that runs no shell either keeps "&", ";", "|", "<" and ">" or refuses them.
# What happens: go-shellwords stops at the first one and returns the words before it, without an error: of
# `curl http://example.org/?a=1&b=2 --fail` remain `curl` and `http://example.org/?a=1`. google/shlex and go-shellquote keep the line.
# Why it matters: commands of entry points, probes and hooks come from configuration files. One with a query string or a
# comparison runs without its last arguments, and nothing says so.
set -euo pipefail
command -v go >/dev/null || { echo 'This needs go.' >&2; exit 2; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
cat >main.go <<'GO'
package main

import (
	"fmt"

	"github.com/google/shlex"
	"github.com/kballard/go-shellquote"
	"github.com/mattn/go-shellwords"
)

func main() {
	for _, line := range []string{"curl http://example.org/?a=1&b=2 --fail", "jq .n<5 file"} {
		words, err := shellwords.Parse(line)
		fmt.Printf("go-shellwords: %q %v\n", words, err)
		words, err = shlex.Split(line)
		fmt.Printf("shlex: %q %v\n", words, err)
		words, err = shellquote.Split(line)
		fmt.Printf("go-shellquote: %q %v\n", words, err)
	}
}
GO
{ go mod init example && go get github.com/mattn/go-shellwords@v1.0.16 \
  github.com/google/shlex@v0.0.0-20191202100458-e7afc7fbc510 \
  github.com/kballard/go-shellquote@v0.0.0-20180428030007-95032a82bc51 && go build -o split .; } >go.log 2>&1 ||
  { cat go.log; echo 'The packages could not be installed.' >&2; exit 2; }

seen=$(./split)
echo 'mattn/go-shellwords v1.0.16, google/shlex e7afc7fbc510, kballard/go-shellquote 95032a82bc51'
echo "$seen"
[ "$seen" = 'go-shellwords: ["curl" "http://example.org/?a=1"] <nil>
shlex: ["curl" "http://example.org/?a=1&b=2" "--fail"] <nil>
go-shellquote: ["curl" "http://example.org/?a=1&b=2" "--fail"] <nil>
go-shellwords: ["jq" ".n"] <nil>
shlex: ["jq" ".n<5" "file"] <nil>
go-shellquote: ["jq" ".n<5" "file"] <nil>' ] || { echo 'This has changed.' >&2; exit 1; }
