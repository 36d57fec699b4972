import java.security.Principal;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.ws.security.WSConstants;
import org.apache.ws.security.WSDataRef;
import org.apache.ws.security.WSSConfig;
import org.apache.ws.security.WSSecurityEngine;
import org.apache.ws.security.WSSecurityEngineResult;
import org.apache.ws.security.WSSecurityException;
import org.w3c.dom.Document;
import org.w3c.dom.Node;

/** Verifies and decrypts messages, and says what it found, a line each. */
final class Receiver {
    private final Keys keys;

    Receiver(Keys keys) {
        this.keys = keys;
    }

    String receive(Document document) throws WSSecurityException {
        WSSConfig config = WSSConfig.getNewInstance();
        config.setWsiBSPCompliant(true);
        WSSecurityEngine engine = new WSSecurityEngine();
        engine.setWssConfig(config);
        List<WSSecurityEngineResult> results = engine.processSecurityHeader(document, null, keys, keys.certificates(), keys.certificates());
        if (results == null) {
            return "nothing\n";
        }

        List<String> lines = new ArrayList<>();
        for (WSSecurityEngineResult result : results) {
            String line = describe(result);
            if (line != null) {
                lines.add(line);
            }
        }

        Collections.sort(lines);
        return String.join("\n", lines) + "\n";
    }

    private static String describe(WSSecurityEngineResult result) {
        switch ((Integer) result.get(WSSecurityEngineResult.TAG_ACTION)) {
            case WSConstants.TS:
                return "timestamp";
            case WSConstants.SC:
                return "confirmation";
            case WSConstants.UT:
                return "user " + ((Principal) result.get(WSSecurityEngineResult.TAG_PRINCIPAL)).getName();
            case WSConstants.SCT:
                return "context";
            case WSConstants.SIGN:
                return "signature by " + signer(result) + " of" + parts(result);
            case WSConstants.ENCR:
                return result.get(WSSecurityEngineResult.TAG_DATA_REF_URIS) == null ? null : "encryption of" + parts(result);
            default:
                return null;
        }
    }

    private static String signer(WSSecurityEngineResult result) {
        X509Certificate certificate = (X509Certificate) result.get(WSSecurityEngineResult.TAG_X509_CERTIFICATE);
        if (certificate != null) {
            return certificate.getSubjectX500Principal().getName();
        }

        Principal principal = (Principal) result.get(WSSecurityEngineResult.TAG_PRINCIPAL);
        return principal.getClass().getSimpleName().replace("WSDerivedKeyTokenPrincipal", "derived-key").replace("CustomTokenPrincipal", "key");
    }

    // The names of the elements in the order of the alphabet; of security tokens and encrypted elements as well as of parts of the message.
    @SuppressWarnings("unchecked")
    private static String parts(WSSecurityEngineResult result) {
        List<String> names = new ArrayList<>();
        for (WSDataRef part : (List<WSDataRef>) result.get(WSSecurityEngineResult.TAG_DATA_REF_URIS)) {
            Node element = part.getProtectedElement();
            names.add(part.isContent() ? element.getLocalName() + "-content" : element.getLocalName());
        }

        Collections.sort(names);
        return names.isEmpty() ? "" : " " + String.join(" ", names);
    }
}
