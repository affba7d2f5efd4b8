import java.io.File;
import org.apache.tools.ant.Project;
import org.apache.tools.ant.taskdefs.Zip;

/** As in a build file with nothing but the folder: {@code <zip destfile="…" basedir="…"/>}. */
class PackAnt {
    public static void main(String[] args) {
        Zip zip = new Zip();
        zip.setProject(new Project());
        zip.setBasedir(new File(args[0]));
        zip.setDestFile(new File(args[1]));
        zip.execute();
    }
}
