import java.io.File;
import net.lingala.zip4j.ZipFile;
import net.lingala.zip4j.model.ZipParameters;

class PackZip4j {
    public static void main(String[] args) throws Exception {
        ZipParameters parameters = new ZipParameters();
        parameters.setIncludeRootFolder(false);
        try (ZipFile zip = new ZipFile(args[1])) {
            zip.addFolder(new File(args[0]), parameters);
        }
    }
}
