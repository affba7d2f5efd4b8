import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import org.openstack.storlet.common.IStorlet;
import org.openstack.storlet.common.StorletException;
import org.openstack.storlet.common.StorletInputStream;
import org.openstack.storlet.common.StorletLogger;
import org.openstack.storlet.common.StorletObjectOutputStream;
import org.openstack.storlet.common.StorletOutputStream;

public class Words implements IStorlet {
    @Override
    public void invoke(ArrayList<StorletInputStream> in, ArrayList<StorletOutputStream> out, Map<String, String> parameters,
            StorletLogger logger) throws StorletException {
        var answer = (StorletObjectOutputStream) out.get(0);
        logger.emitLog("counts words");
        answer.setMetadata(new HashMap<>(Map.of("Counted", "yes")));
        try (var text = in.get(0).getStream(); var to = answer.getStream()) {
            var words = new String(text.readAllBytes()).split("\\s+").length;
            var user = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
            to.write(String.format("%d words, user %s, Java %d", words, user, Runtime.version().feature()).getBytes());
        } catch (java.io.IOException error) {
            throw new StorletException(error.toString());
        }
    }
}
