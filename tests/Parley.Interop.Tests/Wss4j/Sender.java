import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.ws.security.WSConstants;
import org.apache.ws.security.WSEncryptionPart;
import org.apache.ws.security.conversation.ConversationConstants;
import org.apache.ws.security.message.WSSecDKEncrypt;
import org.apache.ws.security.message.WSSecDKSign;
import org.apache.ws.security.message.WSSecEncrypt;
import org.apache.ws.security.message.WSSecEncryptedKey;
import org.apache.ws.security.message.WSSecHeader;
import org.apache.ws.security.message.WSSecSecurityContextToken;
import org.apache.ws.security.message.WSSecSignature;
import org.apache.ws.security.message.WSSecTimestamp;
import org.apache.ws.security.message.WSSecUsernameToken;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** Writes one message in each form that it knows. All have a timestamp, and sign it, the headers Action and To and the body. */
final class Sender {
    private static final String SOAP = "http://www.w3.org/2003/05/soap-envelope";
    private static final String ADDRESSING = "http://www.w3.org/2005/08/addressing";
    private static final String SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256";
    private static final String RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";

    private final Keys keys;

    private String defaultNamespace;

    Sender(Keys keys) {
        this.keys = keys;
    }

    /** A message and the name of its form. */
    record Form(String name, Document message) {
    }

    List<Form> forms() throws Exception {
        List<Form> forms = new ArrayList<>();
        forms.add(new Form("certificate", byCertificate(WSConstants.BST_DIRECT_REFERENCE, false, false)));
        forms.add(new Form("certificate-sha256", byCertificate(WSConstants.BST_DIRECT_REFERENCE, true, false)));
        forms.add(new Form("certificate-issuer-serial", byCertificate(WSConstants.ISSUER_SERIAL, false, false)));
        forms.add(new Form("certificate-thumbprint", byCertificate(WSConstants.THUMBPRINT_IDENTIFIER, false, false)));
        forms.add(new Form("certificate-key-identifier", byCertificate(WSConstants.SKI_KEY_IDENTIFIER, false, false)));
        forms.add(new Form("certificate-whole", byCertificate(WSConstants.X509_KEY_IDENTIFIER, false, false)));
        forms.add(new Form("certificate-transformed", byCertificate(WSConstants.BST_DIRECT_REFERENCE, false, true)));
        forms.add(new Form("certificate-transformed-thumbprint", byCertificate(WSConstants.THUMBPRINT_IDENTIFIER, false, true)));
        defaultNamespace = "urn:default";
        forms.add(new Form("certificate-default-namespace", byCertificate(WSConstants.BST_DIRECT_REFERENCE, false, false)));
        defaultNamespace = null;
        forms.add(new Form("certificates", byCertificates(WSConstants.ISSUER_SERIAL)));
        forms.add(new Form("certificates-thumbprint", byCertificates(WSConstants.THUMBPRINT_IDENTIFIER)));
        forms.add(new Form("certificates-key-identifier", byCertificates(WSConstants.SKI_KEY_IDENTIFIER)));
        forms.add(new Form("certificates-whole", byCertificates(WSConstants.X509_KEY_IDENTIFIER)));
        forms.add(new Form("certificates-direct", byCertificates(WSConstants.BST_DIRECT_REFERENCE)));
        forms.add(new Form("certificates-encrypted-first", byCertificatesEncryptedFirst()));
        forms.add(new Form("encrypted-key", byEncryptedKey(WSConstants.AES_256, false)));
        forms.add(new Form("encrypted-key-128", byEncryptedKey(WSConstants.AES_128, false)));
        forms.add(new Form("encrypted-key-des", byEncryptedKey(WSConstants.TRIPLE_DES, false)));
        forms.add(new Form("encrypted-key-endorsed", byEncryptedKey(WSConstants.AES_256, true)));
        forms.add(new Form("encrypted-key-reply", byKeyOfRequest()));
        forms.add(new Form("derived-keys", byDerivedKeys()));
        forms.add(new Form("context-2005", byContext(ConversationConstants.VERSION_05_02, true, false, false)));
        forms.add(new Form("context-13", byContext(ConversationConstants.VERSION_05_12, true, false, false)));
        forms.add(new Form("context-reply", byContext(ConversationConstants.VERSION_05_12, false, false, false)));
        forms.add(new Form("context-encrypted-first", byContext(ConversationConstants.VERSION_05_12, true, true, false)));
        forms.add(new Form("context-encrypted-signature", byContext(ConversationConstants.VERSION_05_12, true, false, true)));
        forms.add(new Form("user-name", withUserName()));
        return forms;
    }

    private Document byCertificate(int reference, boolean isSha256, boolean signsToken) throws Exception {
        Document message = envelope();
        WSSecHeader header = header(message);
        timestamp(message, header);
        WSSecSignature signature = signature(reference);
        if (isSha256) {
            signature.setSignatureAlgorithm(RSA_SHA256);
            signature.setDigestAlgo(SHA256);
        }

        List<WSEncryptionPart> parts = signedParts();
        if (signsToken) {
            parts.add(new WSEncryptionPart("STRTransform", WSConstants.WSSE_NS, "Element"));
        }

        signature.setParts(parts);
        signature.build(message, keys.certificates(), header);
        return message;
    }

    private Document byCertificates(int reference) throws Exception {
        Document message = byCertificate(WSConstants.BST_DIRECT_REFERENCE, false, false);
        encrypt(message, header(message), reference);
        return message;
    }

    private Document byCertificatesEncryptedFirst() throws Exception {
        Document message = envelope();
        WSSecHeader header = header(message);
        timestamp(message, header);
        encrypt(message, header, WSConstants.ISSUER_SERIAL);
        WSSecSignature signature = signature(WSConstants.BST_DIRECT_REFERENCE);
        signature.setParts(signedParts());
        signature.build(message, keys.certificates(), header);
        return message;
    }

    private void encrypt(Document message, WSSecHeader header, int reference) throws Exception {
        WSSecEncrypt encryption = new WSSecEncrypt();
        encryption.setUserInfo("service");
        encryption.setKeyIdentifierType(reference);
        encryption.setSymmetricEncAlgorithm(WSConstants.AES_256);
        encryption.setParts(encryptedParts());
        encryption.build(message, keys.certificates(), header);
    }

    private Document byEncryptedKey(String algorithm, boolean isEndorsed) throws Exception {
        Document message = envelope();
        WSSecHeader header = header(message);
        timestamp(message, header);
        WSSecEncryptedKey key = new WSSecEncryptedKey();
        key.setUserInfo("service");
        key.setKeyIdentifierType(WSConstants.THUMBPRINT_IDENTIFIER);
        key.setSymmetricEncAlgorithm(algorithm);
        key.prepare(message, keys.certificates());

        WSSecSignature signature = new WSSecSignature();
        signature.setKeyIdentifierType(WSConstants.CUSTOM_SYMM_SIGNING);
        signature.setCustomTokenId(key.getId());
        signature.setCustomTokenValueType(WSConstants.WSS_ENC_KEY_VALUE_TYPE);
        signature.setSecretKey(key.getEphemeralKey());
        signature.setSignatureAlgorithm(WSConstants.HMAC_SHA1);
        signature.setParts(signedParts());
        signature.build(message, keys.certificates(), header);
        if (isEndorsed) {
            WSSecSignature endorsing = signature(WSConstants.BST_DIRECT_REFERENCE);
            endorsing.setParts(Collections.singletonList(new WSEncryptionPart(signature.getId())));
            endorsing.prepare(message, keys.certificates(), header);
            endorsing.computeSignature(endorsing.addReferencesToSign(
                Collections.singletonList(new WSEncryptionPart(signature.getId())), header), false, null);
            endorsing.prependBSTElementToHeader(header);
        }

        encrypt(message, header, key.getEphemeralKey(), algorithm, key.getId(), WSConstants.BST_DIRECT_REFERENCE);
        key.prependToHeader(header);
        return message;
    }

    // The key is the one of a request that the other side sent.
    private Document byKeyOfRequest() throws Exception {
        Document message = envelope();
        WSSecHeader header = header(message);
        timestamp(message, header);
        String hash = keys.nameOfEncryptedKey();
        WSSecSignature signature = new WSSecSignature();
        signature.setKeyIdentifierType(WSConstants.ENCRYPTED_KEY_SHA1_IDENTIFIER);
        signature.setEncrKeySha1value(hash);
        signature.setSecretKey(keys.secret(hash));
        signature.setSignatureAlgorithm(WSConstants.HMAC_SHA1);
        signature.setParts(signedParts());
        signature.build(message, keys.certificates(), header);
        encrypt(message, header, keys.secret(hash), WSConstants.AES_256, hash, WSConstants.ENCRYPTED_KEY_SHA1_IDENTIFIER);
        return message;
    }

    private static void encrypt(Document message, WSSecHeader header, byte[] key, String algorithm, String keyName, int reference) throws Exception {
        WSSecEncrypt encryption = new WSSecEncrypt();
        encryption.setEncryptSymmKey(false);
        encryption.setEphemeralKey(key);
        if (reference == WSConstants.ENCRYPTED_KEY_SHA1_IDENTIFIER) {
            encryption.setKeyIdentifierType(reference);
            encryption.setCustomReferenceValue(keyName);
        } else {
            encryption.setEncKeyId(keyName);
            encryption.setCustomReferenceValue(WSConstants.WSS_ENC_KEY_VALUE_TYPE);
        }

        encryption.setSymmetricEncAlgorithm(algorithm);
        encryption.prepare(message, null);
        encryption.addExternalRefElement(encryption.encryptForRef(null, encryptedParts()), header);
    }

    private Document byDerivedKeys() throws Exception {
        Document message = envelope();
        WSSecHeader header = header(message);
        timestamp(message, header);
        WSSecEncryptedKey key = new WSSecEncryptedKey();
        key.setUserInfo("service");
        key.setKeyIdentifierType(WSConstants.THUMBPRINT_IDENTIFIER);
        key.setSymmetricEncAlgorithm(WSConstants.AES_256);
        key.prepare(message, keys.certificates());
        sign(message, header, key.getEphemeralKey(), key.getId(), ConversationConstants.VERSION_05_12, WSConstants.WSS_ENC_KEY_VALUE_TYPE);
        encrypt(message, header, key.getEphemeralKey(), key.getId(), ConversationConstants.VERSION_05_12, WSConstants.WSS_ENC_KEY_VALUE_TYPE, encryptedParts());
        key.prependToHeader(header);
        return message;
    }

    private Document byContext(int version, boolean isIncluded, boolean encryptsFirst, boolean encryptsSignature) throws Exception {
        Document message = envelope();
        WSSecHeader header = header(message);
        timestamp(message, header);
        WSSecSecurityContextToken context = new WSSecSecurityContextToken();
        context.setWscVersion(version);
        context.setIdentifier("urn:uuid:1");
        context.setSctId("context");
        context.prepare(message, keys.certificates());
        byte[] secret = keys.secret("urn:uuid:1");
        String name = isIncluded ? "context" : "urn:uuid:1";
        if (encryptsFirst) {
            encrypt(message, header, secret, name, version, type(version), encryptedParts());
        }

        String signature = sign(message, header, secret, name, version, type(version));
        if (!encryptsFirst) {
            List<WSEncryptionPart> parts = encryptedParts();
            if (encryptsSignature) {
                parts.add(new WSEncryptionPart(signature, "Element"));
            }

            encrypt(message, header, secret, name, version, type(version), parts);
        }

        if (isIncluded) {
            context.prependSCTElementToHeader(message, header);
        }

        return message;
    }

    private static String sign(Document message, WSSecHeader header, byte[] secret, String name, int version, String type) throws Exception {
        WSSecDKSign signature = new WSSecDKSign();
        signature.setExternalKey(secret, name);
        signature.setTokenIdDirectId(name.startsWith("urn:"));
        signature.setWscVersion(version);
        signature.setCustomValueType(type);
        signature.setSignatureAlgorithm(WSConstants.HMAC_SHA1);
        signature.setDerivedKeyLength(24);
        signature.setParts(signedParts());
        signature.build(message, header);
        return signature.getSignatureId();
    }

    private static void encrypt(
        Document message, WSSecHeader header, byte[] secret, String name, int version, String type, List<WSEncryptionPart> parts) throws Exception {
        WSSecDKEncrypt encryption = new WSSecDKEncrypt();
        encryption.setExternalKey(secret, name);
        encryption.setTokenIdDirectId(name.startsWith("urn:"));
        encryption.setWscVersion(version);
        encryption.setCustomValueType(type);
        encryption.setSymmetricEncAlgorithm(WSConstants.AES_256);
        encryption.setDerivedKeyLength(32);
        encryption.setParts(parts);
        encryption.build(message, header);
    }

    private Document withUserName() throws Exception {
        Document message = envelope();
        WSSecHeader header = header(message);
        timestamp(message, header);
        WSSecUsernameToken token = new WSSecUsernameToken();
        token.setPasswordType(WSConstants.PASSWORD_TEXT);
        token.setUserInfo("alice", "secret & more");
        token.build(message, header);
        WSSecSignature signature = signature(WSConstants.BST_DIRECT_REFERENCE);
        List<WSEncryptionPart> parts = signedParts();
        parts.add(new WSEncryptionPart("UsernameToken", WSConstants.WSSE_NS, "Element"));
        signature.setParts(parts);
        signature.build(message, keys.certificates(), header);
        return message;
    }

    private static WSSecSignature signature(int reference) {
        WSSecSignature signature = new WSSecSignature();
        signature.setUserInfo("client", Keys.PASSWORD);
        signature.setKeyIdentifierType(reference);
        signature.setSignatureAlgorithm(WSConstants.RSA_SHA1);
        return signature;
    }

    private static List<WSEncryptionPart> signedParts() {
        return new ArrayList<>(Arrays.asList(
            new WSEncryptionPart("Action", ADDRESSING, "Element"),
            new WSEncryptionPart("To", ADDRESSING, "Element"),
            new WSEncryptionPart("Timestamp", WSConstants.WSU_NS, "Element"),
            new WSEncryptionPart("Body", SOAP, "Element")));
    }

    private static List<WSEncryptionPart> encryptedParts() {
        return new ArrayList<>(Collections.singletonList(new WSEncryptionPart("Body", SOAP, "Content")));
    }

    private static String type(int version) throws Exception {
        return ConversationConstants.getWSCNs(version) + "/sct";
    }

    private static void timestamp(Document message, WSSecHeader header) {
        WSSecTimestamp timestamp = new WSSecTimestamp();
        timestamp.setTimeToLive(300);
        timestamp.build(message, header);
    }

    private static WSSecHeader header(Document message) throws Exception {
        WSSecHeader header = new WSSecHeader();
        header.insertSecurityHeader(message);
        return header;
    }

    private Document envelope() throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        Document message = factory.newDocumentBuilder().newDocument();
        Element envelope = message.createElementNS(SOAP, "s:Envelope");
        envelope.setAttributeNS("http://www.w3.org/2000/xmlns/", "xmlns:s", SOAP);
        envelope.setAttributeNS("http://www.w3.org/2000/xmlns/", "xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance");
        envelope.setAttributeNS("http://www.w3.org/2000/xmlns/", "xmlns:a", ADDRESSING);
        if (defaultNamespace != null) {
            envelope.setAttributeNS("http://www.w3.org/2000/xmlns/", "xmlns", defaultNamespace);
        }

        message.appendChild(envelope);
        Element headers = (Element) envelope.appendChild(message.createElementNS(SOAP, "s:Header"));
        headers.appendChild(message.createElementNS(ADDRESSING, "a:Action")).setTextContent("urn:action");
        headers.appendChild(message.createElementNS(ADDRESSING, "a:To")).setTextContent("http://localhost/");
        Element body = (Element) envelope.appendChild(message.createElementNS(SOAP, "s:Body"));
        Element echo = (Element) body.appendChild(message.createElementNS("urn:app", "echo"));
        echo.setAttributeNS("http://www.w3.org/2000/xmlns/", "xmlns", "urn:app");
        echo.appendChild(message.createElementNS("urn:app", "text")).setTextContent("hello & good-bye");
        return message;
    }
}
