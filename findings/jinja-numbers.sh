#!/usr/bin/env bash
# Guess: a template engine that calls itself Jinja for another language calculates as Jinja does.
# What happens: -7 // 2 is -4 in Jinja2, minijinja and nunjucks, -3 in gonja. -7 % 3 is 2 in the first two, -1 in nunjucks and gonja.
# 2.5|round is 2.0 in the first two, 3 in nunjucks, 3.0 in gonja. 6 / 2 is 3.0, or 3. For nunjucks and pongo2 `not 1 == 2` is
# `(not 1) == 2`, so that it is false. pongo2 has 3 for 7 / 2, and writes 1.0 as 1.000000.
# Why it matters: a shard number or a port from a template is negative, or one off, once the template is rendered by a program in
# Go or JavaScript; and a condition is turned round.
set -euo pipefail
for tool in go node npm python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
{ npm install --prefix . --no-save --no-audit --no-fund --silent nunjucks@3.2.4 && python3 -m venv venv &&
  venv/bin/pip install -q --disable-pip-version-check Jinja2==3.1.6 minijinja==3.1.0; } >install.log 2>&1 ||
  { echo 'The packages could not be installed.' >&2; exit 2; }
printf '%s\n' '-7 // 2' '-7 % 3' '2.5|round' '6 / 2' '7 / 2' '1.0' 'not 1 == 2' >expressions
cat >main.go <<'GO'
package main

import (
	"bufio"
	"fmt"
	"os"

	"github.com/flosch/pongo2/v6"
	"github.com/nikolalohinski/gonja/v2"
	"github.com/nikolalohinski/gonja/v2/exec"
)

func main() {
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		text := "{{ " + lines.Text() + " }}"
		one, two := "error", "error"
		if template, err := gonja.FromString(text); err == nil {
			if out, err := template.ExecuteToString(exec.EmptyContext()); err == nil {
				one = out
			}
		}
		if template, err := pongo2.FromString(text); err == nil {
			if out, err := template.Execute(nil); err == nil {
				two = out
			}
		}
		fmt.Printf("%s|%s\n", one, two)
	}
}
GO
{ go mod init example && go get github.com/flosch/pongo2/v6@v6.0.0 github.com/nikolalohinski/gonja/v2@v2.9.1 && go mod tidy && go build -o example .; } >go.log 2>&1 ||
  { echo 'The modules could not be installed.' >&2; exit 2; }
cat >render.mjs <<'JS'
import { readFileSync } from 'node:fs';
import nunjucks from 'nunjucks';
for (const text of readFileSync('expressions', 'utf8').trim().split('\n')) console.log(nunjucks.renderString(`{{ ${text} }}`, {}));
JS
cat >render.py <<'PYTHON'
import jinja2
import minijinja

for text in open("expressions").read().splitlines():
    template = "{{ " + text + " }}"
    print(jinja2.Template(template).render(), minijinja.Environment().render_str(template), sep="|")
PYTHON
seen=$(paste -d'|' expressions <(venv/bin/python render.py) <(node render.mjs) <(./example <expressions) |
  sed -E 's/^(.*)\|([^|]*)\|([^|]*)\|([^|]*)\|([^|]*)\|([^|]*)$/\1: Jinja2 \2, minijinja \3, nunjucks \4, gonja \5, pongo2 \6/')
echo 'Jinja2 3.1.6, minijinja 3.1.0 (PyPI), nunjucks 3.2.4 (npm), nikolalohinski/gonja v2.9.1, flosch/pongo2 v6.0.0'
echo "$seen"
[ "$seen" = '-7 // 2: Jinja2 -4, minijinja -4, nunjucks -4, gonja -3, pongo2 error
-7 % 3: Jinja2 2, minijinja 2, nunjucks -1, gonja -1, pongo2 -1
2.5|round: Jinja2 2.0, minijinja 2.0, nunjucks 3, gonja 3.0, pongo2 error
6 / 2: Jinja2 3.0, minijinja 3.0, nunjucks 3, gonja 3.0, pongo2 3
7 / 2: Jinja2 3.5, minijinja 3.5, nunjucks 3.5, gonja 3.5, pongo2 3
1.0: Jinja2 1.0, minijinja 1.0, nunjucks 1, gonja 1.0, pongo2 1.000000
not 1 == 2: Jinja2 True, minijinja True, nunjucks false, gonja True, pongo2 False' ] || { echo 'This has changed.' >&2; exit 1; }
