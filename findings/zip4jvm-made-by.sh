#!/usr/bin/env bash
# Guess: zip4jvm keeps the executable bit of a script, as its entries have the Unix mode of each file in their attributes.
# What happens: the mode is there (0755), but "version made by" says FAT, for which the format gives these bits no meaning. Info-ZIP's unzip
# ignores it: the script arrives without the executable bit. zip4jvm itself, which looks at the bits only, restores it.
# Why it matters: a test that packs and unpacks with zip4jvm passes; where another program unpacks, the start script cannot be run.
set -euo pipefail
for tool in java mvn unzip python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
cat >pom.xml <<'XML'
<project><modelVersion>4.0.0</modelVersion><groupId>x</groupId><artifactId>x</artifactId><version>1</version><packaging>pom</packaging>
<dependencies><dependency><groupId>ru.oleg-cherednik.zip4jvm</groupId><artifactId>zip4jvm</artifactId><version>1.8</version></dependency></dependencies></project>
XML
mvn --batch-mode --quiet org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DoutputDirectory="$dir/jars" >mvn.log 2>&1 ||
  { echo 'The package could not be installed.' >&2; exit 2; }
mkdir folder
printf '#!/bin/sh\n' >folder/start.sh
chmod 755 folder/start.sh
cat >Pack.java <<'JAVA'
import java.nio.file.Path;
import ru.olegcherednik.zip4jvm.UnzipIt;
import ru.olegcherednik.zip4jvm.ZipIt;
class Pack {
    public static void main(String[] args) throws Exception {
        ZipIt.zip(Path.of("out.zip").toAbsolutePath()).add(Path.of("folder/start.sh").toAbsolutePath());
        UnzipIt.zip(Path.of("out.zip").toAbsolutePath()).destDir(Path.of("own").toAbsolutePath()).extract();
    }
}
JAVA
java -cp 'jars/*' Pack.java 2>java.log || { cat java.log; exit 1; }
unzip -q out.zip -d unzip
bit() { [ -x "$1/start.sh" ] && echo executable || echo 'not executable'; }
seen=$(python3 -c '
import zipfile
entry = zipfile.ZipFile("out.zip").infolist()[0]
print(f"made by system {entry.create_system} (0 is FAT, 3 is Unix), mode {entry.external_attr >> 16:o}")'
echo "zip4jvm: $(bit own)"
echo "unzip: $(bit unzip)")
java -version 2>&1 | sed -n 1p
echo 'zip4jvm 1.8'
echo "$seen"
[ "$seen" = 'made by system 0 (0 is FAT, 3 is Unix), mode 100755
zip4jvm: executable
unzip: not executable' ] || { echo 'This has changed.' >&2; exit 1; }
