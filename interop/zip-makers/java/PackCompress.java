import java.io.FileOutputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;

class PackCompress {
    public static void main(String[] args) throws Exception {
        Path project = Paths.get(args[0]);
        List<Path> paths = Files.walk(project).filter(path -> !path.equals(project)).sorted().collect(Collectors.toList());
        // Without the file itself, the archive is written without going back.
        try (OutputStream out = new FileOutputStream(args[1]); ZipArchiveOutputStream zip = new ZipArchiveOutputStream(out)) {
            for (Path path : paths) {
                ZipArchiveEntry entry = new ZipArchiveEntry(path, project.relativize(path).toString());
                entry.setUnixMode((Integer) Files.getAttribute(path, "unix:mode"));
                zip.putArchiveEntry(entry);
                if (Files.isRegularFile(path)) Files.copy(path, zip);
                zip.closeArchiveEntry();
            }
        }
    }
}
