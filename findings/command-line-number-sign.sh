#!/usr/bin/env bash
# Guess: Rust's and Go's shlex split a line as Python's shlex.split does, whose name they have: `notify --channel #ops --text up` is five words.
# What happens: they take "#ops --text up" for a comment and give two words, without an error. So do Rust's shell-words and npm's
# shell-quote, which gives an object for it. shlex.split, go-shellquote, go-shellwords and string-argv give all five.
# Why it matters: commands in settings and webhooks name channels, colours and tickets (#42). The program runs without its last options,
# which may be the `--dry-run`. Quotes around the word help.
set -euo pipefail
for tool in cargo go node npm python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --prefix . --no-save --no-audit --no-fund --silent shell-quote@1.12.0 string-argv@0.4.0 >npm.log 2>&1 ||
  { echo 'The packages could not be installed.' >&2; exit 2; }
mkdir src
cat >Cargo.toml <<'TOML'
[package]
name = "rust"
version = "1.0.0"
edition = "2021"

[dependencies]
shell-words = "=1.1.1"
shlex = "=1.3.0"
TOML
cat >src/main.rs <<'RUST'
fn main() {
    let line = std::env::args().nth(1).unwrap();
    println!("Rust's shlex: {}", shlex::split(&line).unwrap().join("|"));
    println!("shell-words: {}", shell_words::split(&line).unwrap().join("|"));
}
RUST
CARGO_TARGET_DIR=target cargo build -q 2>build.log || { cat build.log; echo 'The crates could not be installed.' >&2; exit 2; }
cat >main.go <<'GO'
package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/google/shlex"
	"github.com/kballard/go-shellquote"
	"github.com/mattn/go-shellwords"
)

func main() {
	for _, reader := range []struct {
		name  string
		split func(string) ([]string, error)
	}{{"google/shlex", shlex.Split}, {"go-shellquote", func(line string) ([]string, error) { return shellquote.Split(line) }}, {"go-shellwords", shellwords.Parse}} {
		words, err := reader.split(os.Args[1])
		if err != nil {
			panic(err)
		}
		fmt.Printf("%s: %s\n", reader.name, strings.Join(words, "|"))
	}
}
GO
{ go mod init example && go get github.com/google/shlex@v0.0.0-20191202100458-e7afc7fbc510 github.com/kballard/go-shellquote@v0.0.0-20180428030007-95032a82bc51 \
  github.com/mattn/go-shellwords@v1.0.16 && go mod tidy && go build -o example .; } >go.log 2>&1 || { echo 'The modules could not be installed.' >&2; exit 2; }
cat >split.mjs <<'JS'
import { parse } from 'shell-quote';
import { parseArgsStringToArgv } from 'string-argv';
const line = process.argv[2];
console.log(`shell-quote: ${parse(line).map((word) => (typeof word === 'string' ? word : JSON.stringify(word))).join('|')}`);
console.log(`string-argv: ${parseArgsStringToArgv(line).join('|')}`);
JS
line='notify --channel #ops --text up'
seen=$(target/debug/rust "$line"; ./example "$line"; node split.mjs "$line"; python3 -c 'import shlex, sys; print("Python: " + "|".join(shlex.split(sys.argv[1])))' "$line")
echo "shlex 1.3.0, shell-words 1.1.1 (crates.io), google/shlex of 2019-12-02, go-shellquote of 2018-04-28, go-shellwords v1.0.16, shell-quote 1.12.0, string-argv 0.4.0 (npm), $(python3 --version)"
echo "$seen"
[ "$seen" = 'Rust'\''s shlex: notify|--channel
shell-words: notify|--channel
google/shlex: notify|--channel
go-shellquote: notify|--channel|#ops|--text|up
go-shellwords: notify|--channel|#ops|--text|up
shell-quote: notify|--channel|{"comment":"ops --text up"}
string-argv: notify|--channel|#ops|--text|up
Python: notify|--channel|#ops|--text|up' ] || { echo 'This has changed.' >&2; exit 1; }
