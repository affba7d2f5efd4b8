import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.TarImage;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.ImageFormat;
import com.google.cloud.tools.jib.api.buildplan.Port;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** Builds the image from nothing, and saves it as a tar. Jib has neither a stop signal nor a health check. */
class SaveImage {
    public static void main(String[] args) throws Exception {
        Path home = Path.of(args[0]);
        Jib.fromScratch()
            .addLayer(List.of(home.resolve("hello.txt")), AbsoluteUnixPath.get("/"))
            .setEntrypoint("/serve")
            .setUser("1000:1000")
            .addExposedPort(Port.tcp(8080))
            .addLabel("org.opencontainers.image.title", "example")
            .setWorkingDirectory(AbsoluteUnixPath.get("/app"))
            .setCreationTime(Instant.parse("2026-01-01T00:00:00Z"))
            .setFormat(ImageFormat.valueOf(args[3]))
            .containerize(Containerizer.to(TarImage.at(Path.of(args[1])).named(args[2]))
                .setOfflineMode(true)
                .setBaseImageLayersCache(home.resolve("base"))
                .setApplicationLayersCache(home.resolve("layers")));
        System.exit(0);
    }
}
