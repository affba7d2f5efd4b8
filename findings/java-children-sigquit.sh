#!/usr/bin/env bash
# Guess: a process that Java starts receives the signals that it would receive elsewhere.
# What happens: OpenJDK's ProcessBuilder hands on the signal mask of its thread, in which SIGQUIT is blocked: `kill
# -QUIT` does nothing to the child, and to whatever that starts. A trap for it in a shell never runs.
# Why it matters: SIGQUIT is how several servers are asked to finish, and Go for the stacks of its goroutines. It works
# in a terminal, and not below a build server or a scheduler in Java. SIGTERM is not affected.
set -euo pipefail
for tool in java javac bash; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
cat >Start.java <<'JAVA'
class Start {
    public static void main(String[] args) throws Exception {
        System.exit(new ProcessBuilder(args).inheritIO().start().waitFor());
    }
}
JAVA
javac Start.java
# Sends itself a signal, and says what came of it.
cat >probe.sh <<'SCRIPT'
trap 'echo "$1: $2 arrives"; exit' "$2"
kill -"$2" $$
echo "$1: $2 does not arrive"
SCRIPT
seen=$(for signal in QUIT TERM; do bash probe.sh 'a shell' $signal; java -cp . Start bash probe.sh Java $signal; done)
java -version 2>&1 | sed -n 1p
echo "$seen"
[ "$seen" = 'a shell: QUIT arrives
Java: QUIT does not arrive
a shell: TERM arrives
Java: TERM arrives' ] || { echo 'This has changed.' >&2; exit 1; }
