#!/usr/bin/env bash
# Guess: an archive of class data (`-XX:ArchiveClassesAtExit`) that was made in a build serves the same jar wherever it is copied.
# What happens: Java compares the jar's time of modification. If only that differs, all classes are loaded from the jar again, with
# exit status 0, and a warning that names no reason is written to standard output, in front of what the program writes.
# Why it matters: the archive is made to shorten cold starts. A checkout, an unpacked zip, a COPY of a rebuilt jar or a normalized
# time in a reproducible image undoes it, and a program whose output is JSON now writes something else first.
set -euo pipefail
for tool in java javac jar; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
cat >Example.java <<'JAVA'
public class Example {
    public static void main(String[] args) {
        System.out.println("{\"ok\":true}");
    }
}
JAVA
javac Example.java
jar cfe app.jar Example Example.class
java -XX:ArchiveClassesAtExit=app.jsa -jar app.jar >dump.log 2>&1
run() {
  local source
  java -XX:SharedArchiveFile=app.jsa -Xlog:class+load:file=load.log -jar app.jar >out 2>err || echo "status $?"
  source=$(grep -o ' Example source: [a-z]*' load.log)
  echo "$1: ${source# Example }, stdout: $(sed 's/^\[[0-9.,]*s\]/[time]/' out | paste -sd '|'), stderr: $(wc -c <err) bytes"
}
sha256sum app.jar >before
seen=$(run 'as built')
touch -d '2026-01-01 00:00:00 UTC' app.jar
sha256sum --quiet -c before
seen+="
$(run 'with another time')"
java -version 2>&1 | head -1
echo "$seen"
[ "$seen" = 'as built: source: shared, stdout: {"ok":true}, stderr: 0 bytes
with another time: source: file, stdout: [time][warning][cds,dynamic] Unable to use shared archive. The top archive failed to load: app.jsa|{"ok":true}, stderr: 0 bytes' ] ||
  { echo 'This has changed.' >&2; exit 1; }
