import java.io.File;
import org.codehaus.plexus.archiver.util.DefaultFileSet;
import org.codehaus.plexus.archiver.zip.ZipArchiver;

class PackPlexus {
    public static void main(String[] args) throws Exception {
        ZipArchiver archiver = new ZipArchiver();
        archiver.setDestFile(new File(args[1]));
        archiver.addFileSet(new DefaultFileSet(new File(args[0])));
        archiver.createArchive();
    }
}
