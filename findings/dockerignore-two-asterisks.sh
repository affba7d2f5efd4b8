#!/usr/bin/env bash
# Guess: a .dockerignore leaves out the same files whether `docker build` reads it or a library that builds through
# Docker's API.
# What happens: for `**.log` Docker's own code leaves out log files in all folders. PyPI's docker and npm's
# @balena/dockerignore leave out none, not even in the first folder, without an error. `**/*.log` is read alike by all.
# Nor does PyPI's docker take a backslash for an escape: `\#notes`, for a file whose name begins with "#", leaves out nothing.
# Why it matters: the image of a deployment script (or of `balena push`) has files that are in none of those which a
# developer builds by hand, and layers that change with each run of a test.
set -euo pipefail
for tool in node npm python3 go; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'chmod -R u+w "$dir"; rm -rf "$dir"' EXIT
cd "$dir"
{ npm install --prefix . --no-save --no-audit --no-fund --silent @balena/dockerignore@1.0.2 &&
  python3 -m pip install --quiet --disable-pip-version-check --target packages docker==7.2.0 2>pip.log; } ||
  { echo 'The packages could not be installed.' >&2; exit 2; }
cat >main.go <<'GO'
package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/moby/patternmatcher"
	"github.com/moby/patternmatcher/ignorefile"
)

func main() {
	patterns, err := ignorefile.ReadAll(strings.NewReader(os.Args[1]))
	if err != nil {
		panic(err)
	}
	matcher, err := patternmatcher.New(patterns)
	if err != nil {
		panic(err)
	}
	for _, file := range os.Args[2:] {
		if ignored, _ := matcher.MatchesOrParentMatches(file); !ignored {
			fmt.Print(file, " ")
		}
	}
}
GO
printf 'module example\n\ngo 1.26\n\nrequire github.com/moby/patternmatcher v0.6.1\n' >go.mod
{ go mod tidy && go build -o moby . ; } >go.log 2>&1 || { cat go.log; echo 'The modules could not be installed.' >&2; exit 2; }
cat >kept.mjs <<'JS'
import dockerignore from '@balena/dockerignore';
const [patterns, ...files] = process.argv.slice(2);
console.log(dockerignore().add(patterns).filter(files).join(' '));
JS
cat >kept.py <<'PY'
import sys
from docker.utils import exclude_paths
kept = exclude_paths("context", [sys.argv[1]])
print(*[file for file in sys.argv[2:] if file in kept])
PY
mkdir -p context/src/deep
files=(app.js a.log src/b.log src/deep/c.log '#notes')
for file in "${files[@]}"; do echo >"context/$file"; done
seen=$(for pattern in '**/*.log' '**.log' '\#notes'; do
  echo "$pattern, Docker: $(./moby "$pattern" "${files[@]}" | xargs)"
  echo "$pattern, npm: $(node kept.mjs "$pattern" "${files[@]}" | xargs)"
  echo "$pattern, PyPI: $(PYTHONPATH=packages python3 kept.py "$pattern" "${files[@]}" | xargs)"
done)
echo 'kept in the build, by github.com/moby/patternmatcher v0.6.1, @balena/dockerignore 1.0.2 and docker 7.2.0'
echo "$seen"
[ "$seen" = '**/*.log, Docker: app.js #notes
**/*.log, npm: app.js #notes
**/*.log, PyPI: app.js #notes
**.log, Docker: app.js #notes
**.log, npm: app.js a.log src/b.log src/deep/c.log #notes
**.log, PyPI: app.js a.log src/b.log src/deep/c.log #notes
\#notes, Docker: app.js a.log src/b.log src/deep/c.log
\#notes, npm: app.js a.log src/b.log src/deep/c.log
\#notes, PyPI: app.js a.log src/b.log src/deep/c.log #notes' ] || { echo 'This has changed.' >&2; exit 1; }
