#!/usr/bin/env bash
# Guess: a library for .gitignore files decides as git does, at least for the patterns of git's manual that everybody uses.
# What happens: sabhiram/go-gitignore, which Knative's func uses for .funcignore, ignores `docs/private` in every folder, and does
# not know `?`, `[!a]` and a plus sign. go-git does not know `[!a]`. monochromegane/go-gitignore and PyPI's gitignore_parser
# ignore no file within an ignored folder, and the former lets `!` win wherever it stands. All of them and PyPI's pathspec
# take back a file of an ignored folder, which git never does.
# Why it matters: an archive has no `src/docs/private`, or has `secret1.txt` and node_modules, although `git status` showed
# what the author meant.
set -euo pipefail
for tool in go git python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'chmod -R u+w "$dir"; rm -rf "$dir"' EXIT
cd "$dir"
cat >cases.json <<'JSON'
[["docs/private", "src/docs/private"], ["secret?.txt", "secret1.txt"], ["[!a].txt", "b.txt"], ["c++", "c++"],
 ["node_modules", "node_modules/x.js"], ["**/tmp", "tmp"], ["!keep.log\n*.log", "keep.log"], ["*.log\n!keep.log", "keep.log"],
 ["logs/\n!logs/keep", "logs/keep"]]
JSON
cat >main.go <<'GO'
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"

	gogit "github.com/go-git/go-git/v5/plumbing/format/gitignore"
	monochromegane "github.com/monochromegane/go-gitignore"
	sabhiram "github.com/sabhiram/go-gitignore"
)

func main() {
	var cases [][2]string
	text, _ := os.ReadFile("cases.json")
	if err := json.Unmarshal(text, &cases); err != nil {
		panic(err)
	}
	row := func(name string, decide func(patterns, file string) bool) {
		fmt.Printf("%-18s", name)
		for _, one := range cases {
			fmt.Print(map[bool]string{true: " yes", false: " no"}[decide(one[0], one[1])])
		}
		fmt.Println()
	}
	row("sabhiram", func(patterns, file string) bool {
		return sabhiram.CompileIgnoreLines(strings.Split(patterns, "\n")...).MatchesPath(file)
	})
	row("go-git", func(patterns, file string) bool {
		var list []gogit.Pattern
		for _, line := range strings.Split(patterns, "\n") {
			list = append(list, gogit.ParsePattern(line, nil))
		}
		return gogit.NewMatcher(list).Match(strings.Split(file, "/"), false)
	})
	row("monochromegane", func(patterns, file string) bool {
		return monochromegane.NewGitIgnoreFromReader("", strings.NewReader(patterns)).Match(file, false)
	})
}
GO
{ go mod init example && go get github.com/sabhiram/go-gitignore@v0.0.0-20210923224102-525f6e181f06 \
  github.com/monochromegane/go-gitignore@v0.0.0-20200626010858-205db1a8cc00 github.com/go-git/go-git/v5@v5.19.3 && go build -o example . &&
  python3 -m pip install --quiet --disable-pip-version-check --target packages pathspec==1.1.1 gitignore_parser==0.1.13; } >install.log 2>&1 ||
  { tail -5 install.log; echo 'The packages could not be installed.' >&2; exit 2; }
cat >example.py <<'PY'
import json, pathlib, subprocess, tempfile
import gitignore_parser, pathspec

rows = {"pathspec": [], "gitignore_parser": [], "git": []}
for patterns, file in json.load(open("cases.json")):
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["git", "init", "--quiet", folder], check=True)
        ignore, path = pathlib.Path(folder, ".gitignore"), pathlib.Path(folder, file)
        ignore.write_text(patterns + "\n")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
        git = subprocess.run(["git", "-C", folder, "check-ignore", "--quiet", file]).returncode == 0
        rows["git"].append(git)
        rows["pathspec"].append(pathspec.GitIgnoreSpec.from_lines(patterns.split("\n")).match_file(file))
        rows["gitignore_parser"].append(gitignore_parser.parse_gitignore(ignore)(path))
for name, row in rows.items():
    print(f"{name:18}", *("yes" if ignored else "no" for ignored in row))
PY
seen=$(./example; PYTHONPATH=packages python3 example.py)
echo 'sabhiram/go-gitignore 525f6e181f06, monochromegane/go-gitignore 205db1a8cc00, go-git v5.19.3, pathspec 1.1.1, gitignore_parser 0.1.13 (PyPI)'
echo "$seen"
[ "$seen" = 'sabhiram           yes no no no yes yes yes no no
go-git             no yes no yes yes yes yes no no
monochromegane     yes yes no yes no no no no no
pathspec           no yes yes yes yes yes yes no no
gitignore_parser   no yes yes yes no yes yes no no
git                no yes yes yes yes yes yes no yes' ] || { echo 'This has changed.' >&2; exit 1; }
