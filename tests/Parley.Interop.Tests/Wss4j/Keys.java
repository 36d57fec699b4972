import java.io.FileInputStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.CallbackHandler;
import org.apache.ws.security.WSPasswordCallback;
import org.apache.ws.security.components.crypto.Crypto;
import org.apache.ws.security.components.crypto.Merlin;

/** Both sides' certificates with their keys, and secrets by the names that messages call them. */
final class Keys implements CallbackHandler {
    static final String PASSWORD = "parley";

    private final Map<String, byte[]> secrets = new HashMap<>();
    private final Merlin certificates = new Merlin();

    Keys(Path folder) throws Exception {
        for (String line : Files.readAllLines(folder.resolve("keys.txt"))) {
            String[] fields = line.split(" ");
            secrets.put(fields[0], Base64.getDecoder().decode(fields[1]));
        }

        KeyStore both = KeyStore.getInstance("PKCS12");
        both.load(null, null);
        for (String name : new String[] {"client", "service"}) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            try (InputStream stream = new FileInputStream(folder.resolve(name + ".p12").toFile())) {
                store.load(stream, PASSWORD.toCharArray());
            }

            String alias = store.aliases().nextElement();
            both.setKeyEntry(name, store.getKey(alias, PASSWORD.toCharArray()), PASSWORD.toCharArray(), store.getCertificateChain(alias));
        }

        certificates.setKeyStore(both);
    }

    Crypto certificates() {
        return certificates;
    }

    /** The key that came encrypted in a message for a suite of 256 bits: all names but the session's are of such keys. */
    String nameOfEncryptedKey() {
        for (Map.Entry<String, byte[]> secret : secrets.entrySet()) {
            if (!secret.getKey().startsWith("urn:") && secret.getValue().length == 32) {
                return secret.getKey();
            }
        }

        throw new IllegalStateException("keys.txt has no encrypted key of 256 bits");
    }

    byte[] secret(String name) {
        return secrets.get(name);
    }

    @Override
    public void handle(Callback[] callbacks) {
        for (Callback callback : callbacks) {
            WSPasswordCallback wanted = (WSPasswordCallback) callback;
            if (wanted.getUsage() == WSPasswordCallback.USERNAME_TOKEN) {
                wanted.setPassword("secret & more");
            } else if (secrets.containsKey(wanted.getIdentifier())) {
                wanted.setKey(secrets.get(wanted.getIdentifier()));
            } else {
                wanted.setPassword(PASSWORD);
            }
        }
    }
}
