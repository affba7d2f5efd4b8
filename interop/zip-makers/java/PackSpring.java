import java.io.File;
import java.util.Map;
import org.springframework.boot.loader.tools.DefaultLaunchScript;
import org.springframework.boot.loader.tools.Libraries;
import org.springframework.boot.loader.tools.Repackager;

class PackSpring {
    public static void main(String[] args) throws Exception {
        Repackager repackager = new Repackager(new File(args[0]));
        repackager.setMainClass("x.Main");
        boolean hasScript = args[2].equals("script");
        repackager.repackage(new File(args[1]), Libraries.NONE, hasScript ? new DefaultLaunchScript(null, Map.of()) : null);
    }
}
