import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;

/** Copies a folder into a zip file system. */
class PackFileSystem {
    public static void main(String[] args) throws Exception {
        Path project = Path.of(args[0]);
        boolean isPosix = args[2].equals("posix");
        Map<String, ?> options = Map.of("create", "true", "enablePosixFileAttributes", String.valueOf(isPosix));
        List<Path> paths;
        try (var walk = Files.walk(project)) {
            paths = walk.sorted().filter(path -> !path.equals(project)).toList();
        }
        try (FileSystem zip = FileSystems.newFileSystem(URI.create("jar:" + Path.of(args[1]).toUri()), options)) {
            for (Path path : paths) {
                Path target = zip.getPath(project.relativize(path).toString());
                Files.copy(path, target, StandardCopyOption.COPY_ATTRIBUTES);
                if (isPosix) Files.setPosixFilePermissions(target, Files.getPosixFilePermissions(path));
            }
        }
    }
}
