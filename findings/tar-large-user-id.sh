#!/usr/bin/env bash
# Guess: a tar writer stores a user id that does not fit into its seven octal digits in another way, or refuses it.
# What happens: tar-stream (tar-fs, archiver) writes the first six octal digits of 1000680000, the user 262143 is the owner. Perl's Archive::Tar
# lets the number run into the next field: 15635625. modern-tar, npm's tar and Python write a pax header; commons-compress refuses.
# Why it matters: OpenShift runs each project as a user of that size, and large directories have such ids. The owner in the archive
# is another user who may exist, and nothing says so.
set -euo pipefail
for tool in java mvn node npm perl python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --prefix . --no-save --no-audit --no-fund --silent tar-stream@3.2.2 modern-tar@0.8.6 tar@7.5.23 >npm.log 2>&1 ||
  { echo 'The packages could not be installed.' >&2; exit 2; }
cat >pom.xml <<'XML'
<project><modelVersion>4.0.0</modelVersion><groupId>x</groupId><artifactId>x</artifactId><version>1</version><packaging>pom</packaging>
<dependencies><dependency><groupId>org.apache.commons</groupId><artifactId>commons-compress</artifactId><version>1.28.0</version></dependency></dependencies></project>
XML
mvn --batch-mode --quiet org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DoutputDirectory="$dir/jars" >mvn.log 2>&1 ||
  { echo 'The package could not be installed.' >&2; exit 2; }
cat >write.mjs <<'JS'
import { writeFileSync } from 'node:fs';
import { packTar } from 'modern-tar';
import { Header, Pax } from 'tar';
import { pack } from 'tar-stream';
const uid = 1000680000;
const stream = pack();
stream.entry({ name: 'file', uid, gid: 0 }, 'text');
stream.finalize();
const chunks = [];
for await (const chunk of stream) chunks.push(chunk);
writeFileSync('tar-stream', Buffer.concat(chunks));
writeFileSync('modern-tar', await packTar([{ header: { name: 'file', size: 4, uid, gid: 0 }, body: 'text' }]));
const entry = { path: 'file', size: 4, uid, gid: 0, type: 'File', mode: 0o644 };
const header = new Header(entry);
const block = Buffer.alloc(512);
const pax = header.encode(block) ? new Pax(entry).encode() : Buffer.alloc(0); // as its writer does
writeFileSync('tar', Buffer.concat([pax, block, Buffer.from('text'.padEnd(1536, '\0'))]));
JS
cat >write.py <<'PYTHON'
import io
import tarfile

with tarfile.open("Python", "w") as archive:
    entry = tarfile.TarInfo("file")
    entry.uid, entry.size = 1000680000, 4
    archive.addfile(entry, io.BytesIO(b"text"))
PYTHON
cat >Write.java <<'JAVA'
import java.io.FileOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
class Write {
    public static void main(String[] args) throws Exception {
        var archive = new TarArchiveOutputStream(new FileOutputStream("commons-compress"));
        var entry = new TarArchiveEntry("file");
        entry.setUserId(1000680000);
        try {
            archive.putArchiveEntry(entry);
        } catch (IllegalArgumentException error) {
            System.out.println("commons-compress: " + error.getMessage());
        }
    }
}
JAVA
node write.mjs
python3 write.py
perl -MArchive::Tar -e 'my $tar = Archive::Tar->new; $tar->add_data("file", "text", { uid => 1000680000, gid => 0 }); $tar->write("Archive::Tar")'
seen=$(
  for writer in tar-stream Archive::Tar modern-tar tar Python; do
    echo "$writer: $(python3 -c 'import sys, tarfile; print(tarfile.open(sys.argv[1]).next().uid)' "./$writer")"
  done
  java -cp 'jars/*' Write.java
)
echo "tar-stream 3.2.2, modern-tar 0.8.6, tar 7.5.23 (npm), Archive::Tar $(perl -MArchive::Tar -e 'print Archive::Tar->VERSION'), $(python3 --version), commons-compress 1.28.0 (Maven)"
echo "$seen"
[ "$seen" = 'tar-stream: 262143
Archive::Tar: 15635625
modern-tar: 1000680000
tar: 1000680000
Python: 1000680000
commons-compress: user id '\''1000680000'\'' is too big ( > 2097151 ).' ] || { echo 'This has changed.' >&2; exit 1; }
