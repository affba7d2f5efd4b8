import java.io.File;
import org.zeroturnaround.zip.ZipUtil;

class PackZtZip {
    public static void main(String[] args) {
        ZipUtil.pack(new File(args[0]), new File(args[1]));
    }
}
