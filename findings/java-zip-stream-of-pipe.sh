#!/usr/bin/env bash
# Guess: Java's ZipInputStream, made for streams, reads what zip makers write to a stream.
# What happens: it stops with a ZipException at an empty file of `zip -r - . | ...` (stored, with its size after it), and at
# the first file of PyPI's stream-zip with ZIP_64 ("expected 0 but got 6 bytes"). ZipFile reads both from disk.
# Why it matters: Java services unpack uploads with ZipInputStream to need no temporary file. One empty __init__.py or
# .gitkeep in a code archive that was made in a pipeline is enough.
set -euo pipefail
for tool in java python3 zip; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m pip install --quiet --disable-pip-version-check --target packages stream-zip==0.0.84 2>pip.log ||
  { cat pip.log; echo 'The package could not be installed.' >&2; exit 2; }

mkdir code
echo hello >code/f.txt
(cd code && zip -qr - .) | cat >zip-of-a-file.zip
: >code/g.txt
(cd code && zip -qr - .) | cat >zip-with-an-empty-file.zip
PYTHONPATH=packages python3 - <<'PY'
from datetime import datetime
from stat import S_IFREG
from stream_zip import ZIP_32, ZIP_64, stream_zip
for method in ZIP_32, ZIP_64:
    member = ("f.txt", datetime(2026, 1, 1), S_IFREG | 0o644, method, (b"hello\n",))
    with open("stream-zip-ZIP_%s.zip" % ("32" if method is ZIP_32 else "64"), "wb") as file:
        file.writelines(stream_zip([member]))
PY
cat >Read.java <<'JAVA'
import java.io.*;
import java.util.zip.*;
public class Read {
  public static void main(String[] names) throws Exception {
    for (String name : names) {
      String result = "reads it";
      try (ZipInputStream zip = new ZipInputStream(new FileInputStream(name + ".zip"))) {
        while (zip.getNextEntry() != null) zip.readAllBytes();
      } catch (ZipException error) {
        result = error.getMessage();
      }
      System.out.println(name + ": ZipInputStream: " + result + "; ZipFile: " + new ZipFile(name + ".zip").size() + " entries");
    }
  }
}
JAVA
seen=$(java Read.java zip-of-a-file zip-with-an-empty-file stream-zip-ZIP_32 stream-zip-ZIP_64)
java -version 2>&1 | sed -n 1p
zip -v | sed -n 2p
echo 'stream-zip 0.0.84'
echo "$seen"
[ "$seen" = 'zip-of-a-file: ZipInputStream: reads it; ZipFile: 1 entries
zip-with-an-empty-file: ZipInputStream: only DEFLATED entries can have EXT descriptor; ZipFile: 2 entries
stream-zip-ZIP_32: ZipInputStream: reads it; ZipFile: 1 entries
stream-zip-ZIP_64: ZipInputStream: invalid entry size (expected 0 but got 6 bytes); ZipFile: 1 entries' ] ||
  { echo 'This has changed.' >&2; exit 1; }
