#!/usr/bin/env bash
# Guess: programs that take an exclusive lock on one file, whatever they are written in, exclude one another.
# What happens: Linux has two kinds of locks that do not see each other. Java's FileChannel and Python's fasteners take the one,
# flock(1), filelock, portalocker, Go's gofrs/flock, PHP and Perl the other: both groups hold "the" lock at the same time.
# Why it matters: a job that became a Java service still shares its lock file with a shell script or a Python function on the same
# volume, and both write. Nothing fails and nothing is logged; tests in one language pass.
set -euo pipefail
for tool in flock go java javac perl php python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
holder=
trap '[ -z "$holder" ] || kill "$holder" 2>/dev/null || true; rm -rf "$dir"' EXIT
cd "$dir"
cat >go.mod <<'MOD'
module example

go 1.24
MOD
cat >main.go <<'GO'
package main

import (
	"fmt"

	"github.com/gofrs/flock"
)

func main() {
	locked, err := flock.New("job.lock").TryLock()
	if err != nil {
		panic(err)
	}
	fmt.Println(locked)
}
GO
cat >Lock.java <<'JAVA'
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

public class Lock {
    public static void main(String[] args) throws Exception {
        try (FileChannel file = FileChannel.open(Path.of("job.lock"), StandardOpenOption.WRITE)) {
            System.out.println(file.tryLock() != null);
            if (args.length > 0) Thread.sleep(60_000);
        }
    }
}
JAVA
cat >lock.py <<'PY'
import fasteners, filelock, portalocker

def attempt(name, take):
    try:
        taken = take()
    except (filelock.Timeout, portalocker.exceptions.LockException):
        taken = False
    print(f"{name}: {'locked too' if taken else 'busy'}")

attempt("filelock", lambda: filelock.FileLock("job.lock").acquire(timeout=0))
attempt("portalocker", lambda: portalocker.Lock("job.lock", timeout=0, fail_when_locked=True).acquire())
attempt("fasteners", lambda: fasteners.InterProcessLock("job.lock").acquire(blocking=False))
PY
{ go get github.com/gofrs/flock@v0.13.0 && go build -o go-lock . && javac Lock.java && python3 -m venv venv &&
  venv/bin/pip install --quiet --disable-pip-version-check fasteners==0.20 filelock==4.3.1 portalocker==4.4.2; } >install.log 2>&1 ||
  { echo 'The packages could not be installed.' >&2; exit 2; }
word() { if [ "$1" = true ]; then echo 'locked too'; else echo busy; fi; }
attempts() {
  echo "flock(1): $(if flock -n job.lock true; then word true; else word false; fi)"
  venv/bin/python lock.py
  echo "gofrs/flock: $(word "$(./go-lock)")"
  # shellcheck disable=SC2016
  echo "PHP: $(word "$(php -r '$file = fopen("job.lock", "r+"); echo flock($file, LOCK_EX | LOCK_NB) ? "true" : "false";')")"
  echo "Perl: $(word "$(perl -e 'use Fcntl ":flock"; open my $file, "+<", "job.lock"; print flock($file, LOCK_EX | LOCK_NB) ? "true" : "false"')")"
  echo "Java: $(word "$(java -cp . Lock)")"
}
touch job.lock
flock --no-fork job.lock sh -c 'echo true; exec sleep 60' >held & holder=$!
until [ -s held ]; do sleep 0.1; done
seen="held by flock(1)
$(attempts)
"
kill "$holder"; wait "$holder" || true
: >held
java -cp . Lock hold >held & holder=$!
until [ -s held ]; do sleep 0.1; done
seen+="held by Java
$(attempts)"
kill "$holder"; wait "$holder" || true
holder=
echo 'OpenJDK 17.0.15, fasteners 0.20, filelock 4.3.1, portalocker 4.4.2 (PyPI), gofrs/flock v0.13.0, PHP 8.2, Perl 5.36'
echo "$seen"
[ "$seen" = 'held by flock(1)
flock(1): busy
filelock: busy
portalocker: busy
fasteners: locked too
gofrs/flock: busy
PHP: busy
Perl: busy
Java: locked too
held by Java
flock(1): locked too
filelock: locked too
portalocker: locked too
fasteners: busy
gofrs/flock: locked too
PHP: locked too
Perl: locked too
Java: busy' ] || { echo 'This has changed.' >&2; exit 1; }
