import aQute.bnd.osgi.Jar;
import java.io.File;

class PackBnd {
    public static void main(String[] args) throws Exception {
        try (Jar jar = new Jar("x", new File(args[0]))) {
            jar.write(new File(args[1]));
        }
    }
}
