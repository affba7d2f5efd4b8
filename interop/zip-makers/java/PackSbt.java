import com.typesafe.sbt.packager.universal.ZipHelper;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.List;
import java.util.stream.Collectors;
import scala.Tuple2;
import scala.collection.JavaConverters;

class PackSbt {
    public static void main(String[] args) throws Exception {
        Path project = Paths.get(args[0]);
        // What `Universal / mappings` has: files and folders with their names in the archive.
        List<Tuple2<File, String>> mappings = Files.walk(project).filter(path -> !path.equals(project)).sorted()
            .map(path -> new Tuple2<>(path.toFile(), project.relativize(path).toString())).collect(Collectors.toList());
        ZipHelper.zip(JavaConverters.asScalaBuffer(mappings).toList(), new File(args[1]));
    }
}
