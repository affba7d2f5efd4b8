#!/usr/bin/env bash
# Guess: "256MiB" is 268,435,456 bytes wherever it is understood, and "256Mi", as Kubernetes writes it, is as many, or
# an error.
# What happens: Docker's go-units reads "256MiB" as 256,000,000 with FromHumanSize, and "256MB" as 268,435,456 with
# RAMInBytes: the function decides, not the unit. Python's humanfriendly reads "256Mi" as 256,000,000, without an error.
# Why it matters: a limit that is handed from one tool to the next shrinks by 12 MB, and a process that needs what it
# was promised is killed.
set -euo pipefail
for tool in go python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
cat >main.go <<'GO'
package main

import (
	"fmt"

	"github.com/docker/go-units"
	"github.com/dustin/go-humanize"
)

func main() {
	show := func(name, text string, size any, err error) {
		if err != nil {
			size = "error"
		}
		fmt.Printf("%s, %s: %v\n", name, text, size)
	}
	for _, text := range []string{"256MB", "256MiB", "256Mi"} {
		human, err := units.FromHumanSize(text)
		show("go-units FromHumanSize", text, human, err)
		ram, err := units.RAMInBytes(text)
		show("go-units RAMInBytes", text, ram, err)
		size, err := humanize.ParseBytes(text)
		show("go-humanize", text, size, err)
	}
}
GO
{ go mod init example && go get github.com/docker/go-units@v0.5.0 github.com/dustin/go-humanize@v1.1.0 && go build -o example .; } \
  >go.log 2>&1 && python3 -m pip install --quiet --disable-pip-version-check --target packages humanfriendly==10.0 2>pip.log ||
  { echo 'The packages could not be installed.' >&2; exit 2; }

seen=$({ ./example; PYTHONPATH=packages python3 -c '
import humanfriendly
for text in ("256MB", "256MiB", "256Mi"):
    print(f"humanfriendly, {text}: {humanfriendly.parse_size(text)}")'; } | LC_ALL=C sort)
echo 'github.com/docker/go-units v0.5.0, github.com/dustin/go-humanize v1.1.0, humanfriendly 10.0 (PyPI)'
echo "$seen"
[ "$seen" = 'go-humanize, 256MB: 256000000
go-humanize, 256Mi: 268435456
go-humanize, 256MiB: 268435456
go-units FromHumanSize, 256MB: 256000000
go-units FromHumanSize, 256Mi: error
go-units FromHumanSize, 256MiB: 256000000
go-units RAMInBytes, 256MB: 268435456
go-units RAMInBytes, 256Mi: error
go-units RAMInBytes, 256MiB: 268435456
humanfriendly, 256MB: 256000000
humanfriendly, 256Mi: 256000000
humanfriendly, 256MiB: 268435456' ] || { echo 'This has changed.' >&2; exit 1; }
