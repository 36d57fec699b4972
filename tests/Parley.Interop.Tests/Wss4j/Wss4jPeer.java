import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.Arrays;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.apache.ws.security.WSSConfig;
import org.w3c.dom.Document;

/**
 * WSS4J as a peer: reads protected messages that others sent and sends its own. All in one folder that is the only argument: keys.txt,
 * client.p12 and service.p12 are there; received/NAME.xml is answered by received/NAME.txt and received/NAME.plain, and sent/NAME.xml is written.
 */
public final class Wss4jPeer {
    private Wss4jPeer() {
    }

    public static void main(String[] arguments) throws Exception {
        WSSConfig.init();
        Path folder = Paths.get(arguments[0]);
        Keys keys = new Keys(folder);
        File[] received = folder.resolve("received").toFile().listFiles((place, name) -> name.endsWith(".xml"));
        Arrays.sort(received);
        Receiver receiver = new Receiver(keys);
        for (File file : received) {
            Path answer = Paths.get(file.getPath().replace(".xml", ".txt"));
            try {
                Document document = read(file);
                Files.write(answer, receiver.receive(document).getBytes(StandardCharsets.UTF_8));
                write(document, new File(file.getPath().replace(".xml", ".plain")));
            } catch (Exception exception) {
                StringBuilder text = new StringBuilder("error ");
                for (Throwable cause = exception; cause != null; cause = cause.getCause()) {
                    text.append(cause).append('\n');
                }

                Files.write(answer, text.toString().getBytes(StandardCharsets.UTF_8));
            }
        }

        for (Sender.Form form : new Sender(keys).forms()) {
            write(form.message(), folder.resolve("sent").resolve(form.name() + ".xml").toFile());
        }

        System.out.println("done");
    }

    private static Document read(File file) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        try (FileInputStream stream = new FileInputStream(file)) {
            return factory.newDocumentBuilder().parse(stream);
        }
    }

    private static void write(Document document, File file) throws Exception {
        Transformer transformer = TransformerFactory.newInstance().newTransformer();
        transformer.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
        try (FileOutputStream stream = new FileOutputStream(file)) {
            transformer.transform(new DOMSource(document), new StreamResult(stream));
        }
    }
}
