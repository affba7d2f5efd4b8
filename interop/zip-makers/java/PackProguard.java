import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import proguard.Configuration;
import proguard.ConfigurationParser;
import proguard.ProGuard;

class PackProguard {
    public static void main(String[] args) throws Exception {
        // It works only if there is a class.
        String classes = Arrays.stream(System.getProperty("java.class.path").split(":"))
            .filter(path -> Path.of(path).getFileName().toString().startsWith("annotations-")).findFirst().orElseThrow();
        // In a zip, it would put each of the jars as it is.
        Path jar = Path.of(args[1] + ".jar");
        String[] options = {
            "-injars", args[0], "-injars", classes + "(**/NotNull.class)", "-outjars", jar.toString(),
            "-dontshrink", "-dontoptimize", "-dontobfuscate", "-dontwarn", "-dontnote",
        };
        Configuration configuration = new Configuration();
        try (ConfigurationParser parser = new ConfigurationParser(options, System.getProperties())) {
            parser.parse(configuration);
        }
        new ProGuard(configuration).execute();
        Files.move(jar, Path.of(args[1]));
    }
}
