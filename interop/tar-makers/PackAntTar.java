import java.io.File;
import org.apache.tools.ant.Project;
import org.apache.tools.ant.taskdefs.Tar;

/** As in a build file with nothing but the folder: {@code <tar destfile="…" basedir="…"/>}. */
class PackAntTar {
    public static void main(String[] args) {
        Tar tar = new Tar();
        tar.setProject(new Project());
        tar.setBasedir(new File(args[0]));
        tar.setDestFile(new File(args[1]));
        tar.execute();
    }
}
