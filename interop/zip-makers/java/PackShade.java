import java.io.File;
import java.util.List;
import java.util.Set;
import org.apache.maven.plugins.shade.DefaultShader;
import org.apache.maven.plugins.shade.ShadeRequest;

class PackShade {
    public static void main(String[] args) throws Exception {
        ShadeRequest request = new ShadeRequest();
        request.setJars(Set.of(new File(args[0])));
        request.setUberJar(new File(args[1]));
        request.setFilters(List.of());
        request.setRelocators(List.of());
        request.setResourceTransformers(List.of());
        new DefaultShader().shade(request);
    }
}
