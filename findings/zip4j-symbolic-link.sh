#!/usr/bin/env bash
# Guess: zip4j's addFolder stores a symbolic link as a link, or as a copy under the name of the link.
# What happens: by default the content is stored under the name of the link's target. A folder with data.txt and
# link -> data.txt becomes an archive with data.txt twice and no link, without an error. INCLUDE_LINK_ONLY keeps the link.
# Why it matters: unpacked, the link is missing, and data.txt has mode 0777. Strict readers refuse two entries of a name.
set -euo pipefail
for tool in java mvn; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
mvn --batch-mode --quiet org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy \
  -Dartifact=net.lingala.zip4j:zip4j:2.11.5 -DoutputDirectory="$dir" >mvn.log 2>&1 ||
  { echo 'The package could not be installed.' >&2; exit 2; }

mkdir folder
echo data >folder/data.txt
ln -s data.txt folder/link
cat >Pack.java <<'JAVA'
import java.io.File;
import net.lingala.zip4j.ZipFile;
import net.lingala.zip4j.model.ZipParameters;
import net.lingala.zip4j.model.ZipParameters.SymbolicLinkAction;
class Pack {
    static void pack(String title, ZipParameters parameters) throws Exception {
        parameters.setIncludeRootFolder(false);
        try (ZipFile zip = new ZipFile(title + ".zip")) {
            zip.addFolder(new File("folder"), parameters);
            System.out.print(title + ":");
            for (var header : zip.getFileHeaders())
                System.out.printf(" %s %o", header.getFileName(), (header.getExternalFileAttributes()[3] & 0xff) << 8 | header.getExternalFileAttributes()[2] & 0xff);
            System.out.println();
        }
    }
    public static void main(String[] args) throws Exception {
        pack("default", new ZipParameters());
        ZipParameters parameters = new ZipParameters();
        parameters.setSymbolicLinkAction(SymbolicLinkAction.INCLUDE_LINK_ONLY);
        pack("INCLUDE_LINK_ONLY", parameters);
    }
}
JAVA
seen=$(java -cp zip4j-2.11.5.jar Pack.java)
java -version 2>&1 | sed -n 1p
echo 'zip4j 2.11.5'
echo "$seen"
[ "$seen" = 'default: data.txt 100644 data.txt 100777
INCLUDE_LINK_ONLY: data.txt 100644 link 120777' ] || { echo 'This has changed.' >&2; exit 1; }
