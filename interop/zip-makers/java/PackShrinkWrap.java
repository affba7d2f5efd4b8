import java.io.File;
import org.jboss.shrinkwrap.api.GenericArchive;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.importer.ExplodedImporter;

class PackShrinkWrap {
    public static void main(String[] args) {
        GenericArchive archive = ShrinkWrap.create(GenericArchive.class);
        archive.as(ExplodedImporter.class).importDirectory(new File(args[0]));
        archive.as(ZipExporter.class).exportTo(new File(args[1]));
    }
}
