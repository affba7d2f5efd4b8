import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import ru.olegcherednik.zip4jvm.ZipIt;

class PackZip4jvm {
    public static void main(String[] args) throws Exception {
        Path[] paths = Arrays.stream(new File(args[0]).listFiles()).map(File::toPath).sorted().toArray(Path[]::new);
        ZipIt.zip(Path.of(args[1])).add(Arrays.asList(paths));
    }
}
