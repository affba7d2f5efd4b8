#!/usr/bin/env bash
# Guess: `**/*.log` means all log files, also the one at the top, and `*.log` none below it, wherever a library matches paths.
# What happens: Java's PathMatcher and gobwas/glob leave out app.log at the top for `**/*.log`, and `a/**/b` has no a/b for them.
# Rust's globset and glob let `*` match a slash, and so do Python's fnmatch and gobwas/glob without a separator: `*.log` has a/app.log.
# Only doublestar takes the folder itself for a part of `a/**`. fast-glob and doublestar do the rest as git does.
# Why it matters: the same pattern in two settings, for what to pack and what to watch, has other files; the missing ones are at the
# top, where the first test looks only if it is a deep one that passes.
set -euo pipefail
for tool in cargo go java python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
cat >cases <<'TEXT'
**/*.log app.log
*.log a/app.log
a/**/b a/b
a/** a
TEXT
cat >main.go <<'GO'
package main

import (
	"bufio"
	"fmt"
	"os"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
	"github.com/gobwas/glob"
)

func main() {
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		pattern, path, _ := strings.Cut(lines.Text(), " ")
		one, _ := doublestar.Match(pattern, path)
		fmt.Printf("%s, %s: doublestar %t, gobwas %t, gobwas with a separator %t\n", pattern, path, one,
			glob.MustCompile(pattern).Match(path), glob.MustCompile(pattern, '/').Match(path))
	}
}
GO
{ go mod init example && go get github.com/bmatcuk/doublestar/v4@v4.10.4 github.com/gobwas/glob@v1.1.0 && go mod tidy && go build -o example .; } >go.log 2>&1 ||
  { echo 'The modules could not be installed.' >&2; exit 2; }
mkdir src
cat >Cargo.toml <<'TOML'
[package]
name = "rust"
version = "1.0.0"
edition = "2021"

[dependencies]
fast-glob = "=1.1.2"
glob = "=0.3.4"
globset = "=0.4.22"
TOML
cat >src/main.rs <<'RUST'
fn main() {
    for line in std::io::stdin().lines() {
        let line = line.unwrap();
        let (pattern, path) = line.split_once(' ').unwrap();
        println!(
            "{pattern}, {path}: globset {}, glob {}, fast-glob {}",
            globset::Glob::new(pattern).unwrap().compile_matcher().is_match(path),
            glob::Pattern::new(pattern).unwrap().matches(path),
            fast_glob::glob_match(pattern, path)
        );
    }
}
RUST
CARGO_TARGET_DIR=target cargo build -q 2>build.log || { cat build.log; echo 'The crates could not be installed.' >&2; exit 2; }
cat >Match.java <<'JAVA'
import java.nio.file.*;
class Match {
    public static void main(String[] args) throws Exception {
        for (var line : Files.readAllLines(Path.of("cases"))) {
            var parts = line.split(" ");
            var matches = FileSystems.getDefault().getPathMatcher("glob:" + parts[0]).matches(Path.of(parts[1]));
            System.out.println(parts[0] + ", " + parts[1] + ": Java " + matches);
        }
    }
}
JAVA
seen=$( { ./example <cases; target/debug/rust <cases; java Match.java; python3 -c '
import fnmatch
for line in open("cases"):
    pattern, path = line.split()
    print(f"{pattern}, {path}: fnmatch {str(fnmatch.fnmatchcase(path, pattern)).lower()}")'; } | LC_ALL=C sort -s -t: -k1,1)
echo "doublestar v4.10.4, gobwas/glob v1.1.0, globset 0.4.22, glob 0.3.4, fast-glob 1.1.2 (crates.io), $(java -version 2>&1 | head -n 1), $(python3 --version)"
echo "$seen"
[ "$seen" = '**/*.log, app.log: doublestar true, gobwas false, gobwas with a separator false
**/*.log, app.log: globset true, glob true, fast-glob true
**/*.log, app.log: Java false
**/*.log, app.log: fnmatch false
*.log, a/app.log: doublestar false, gobwas true, gobwas with a separator false
*.log, a/app.log: globset true, glob true, fast-glob false
*.log, a/app.log: Java false
*.log, a/app.log: fnmatch true
a/**, a: doublestar true, gobwas false, gobwas with a separator false
a/**, a: globset false, glob false, fast-glob false
a/**, a: Java false
a/**, a: fnmatch false
a/**/b, a/b: doublestar true, gobwas false, gobwas with a separator false
a/**/b, a/b: globset true, glob true, fast-glob true
a/**/b, a/b: Java false
a/**/b, a/b: fnmatch false' ] || { echo 'This has changed.' >&2; exit 1; }
