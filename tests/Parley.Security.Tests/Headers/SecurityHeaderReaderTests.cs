using System.Text;

namespace Parley.Security.Tests.Headers;

public class SecurityHeaderReaderTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Data");

    /// <summary>All conversations over HTTP but those with issued tokens.</summary>
    public static TheoryData<string> Conversations => new(Recording.HttpNames().Where(name => !name.StartsWith("fed", StringComparison.Ordinal)));

    public static TheoryData<string> MonoConversations => new(
        Directory.GetFiles(Path.Combine(Folder, "mono"), "*.zip").Select(file => Path.GetFileNameWithoutExtension(file)!).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Conversations))]
    public void Messages_of_WCF_are_verified_and_decrypted(string conversation)
    {
        var recording = Recording.Load(conversation);
        using var keys = KeysOf(recording);
        Assert.True(VerifyAll(recording, keys, SuiteOf(conversation), OrderOf(conversation)) > 0);
    }

    [Theory]
    [MemberData(nameof(MonoConversations))]
    public void Messages_of_Mono_are_verified_and_decrypted(string conversation)
    {
        var recording = Recording.Load(conversation, "mono");
        var certificates = Path.Combine(Folder, "mono", "certs");
        using var keys = new RecordedKeys();
        keys.AddCertificate(Path.Combine(certificates, "service.cert.pem"), Path.Combine(certificates, "service.key.pem"));
        keys.AddCertificate(Path.Combine(certificates, "client.cert.pem"), Path.Combine(certificates, "client.key.pem"));
        Assert.True(VerifyAll(recording, keys, new LenientSuite(), MessageProtectionOrder.SignBeforeEncrypt) > 0);
    }

    [Theory]
    [InlineData("sct-dk-v1.xml")]
    [InlineData("sct-dk-v2.xml")]
    public void Messages_of_WSS4J_are_verified_and_decrypted(string file)
    {
        using var keys = new RecordedKeys();
        keys.AddContext("urn:uuid:11111111-2222-3333-4444-555555555555", "", [.. Enumerable.Range(1, 32).Select(i => (byte)i)]);
        var reader = new SecurityHeaderReader(SecurityAlgorithmSuite.Basic256, MessageProtectionOrder.SignBeforeEncrypt, keys);
        using var security = reader.Read(new TextEnvelope(File.ReadAllBytes(Path.Combine(Folder, "wss4j", file))));
        Assert.Contains(new EnvelopePart(EnvelopePartKind.Body, 0), security.PrimarySignature!.Covered);
        Assert.Contains(security.Timestamp!.Value, security.PrimarySignature.Covered);
        Assert.StartsWith("<", Encoding.UTF8.GetString(security.Body!.Content), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("wsh-user-sc", "02-request.xml")]
    [InlineData("wsh-user-sc-ebs", "02-request.xml")]
    [InlineData("sc-user-nods", "03-response.xml")]
    public void A_changed_message_is_refused_in_one_way_or_says_the_same(string conversation, string name)
    {
        var recording = Recording.Load(conversation);
        using var keys = KeysOf(recording);
        var reader = new SecurityHeaderReader(SuiteOf(conversation), OrderOf(conversation), keys);
        var bytes = recording.Messages[name];
        using var original = reader.Read(new TextEnvelope(bytes));
        var accepted = 0;
        for (var i = 0; i < bytes.Length; i++)
        {
            var mutant = bytes.ToArray();
            mutant[i] ^= 1;
            ReceivedSecurity? security = null;
            var exception = Record.Exception(() => security = reader.Read(new TextEnvelope(mutant)));
            if (exception is not null)
            {
                Assert.IsType<MessageSecurityException>(exception);
                Assert.Equal("The security of the message could not be verified.", exception.Message);
                Assert.Null(exception.InnerException);
                continue;
            }

            accepted++;
            Assert.Equal(original.PrimarySignature!.Covered, security!.PrimarySignature!.Covered);
            Assert.Equal(original.PrimarySignature.Value, security.PrimarySignature.Value);
            Assert.Equal(original.Body!.Content.ToArray(), security.Body!.Content.ToArray());
            security.Dispose();
        }

        // Names of attributes that say nothing, hints, and declarations that nothing uses.
        Assert.InRange(accepted, 0, bytes.Length / 8);
    }

    [Theory]
    [InlineData("02-request.xml", "<s:Header>", "<s:Header><x u:Id=\"_0\">other</x>", "the body's identifier at another element too")]
    [InlineData("02-request.xml", "<s:Header>", "<s:Header><x u:Id=\"_5\">other</x>", "a header's identifier at another header too")]
    [InlineData("02-request.xml", "</a:To>", "</a:To><x u:Id=\"_5\">other</x>", "a header's identifier at a header behind it")]
    [InlineData("02-request.xml", "<s:Body u:Id=\"_0\">", "<s:Body><s:Body u:Id=\"_0\">", "a body in a body")]
    [InlineData("02-request.xml", "</s:Header><s:Body", "<wrap><s:Body u:Id=\"_0\"><a/></s:Body></wrap></s:Header><s:Body", "a second body in a header")]
    [InlineData("02-request.xml", "<a:To s:mustUnderstand=\"1\" u:Id=\"_5\">", "<a:To>http://other</a:To><a:To s:mustUnderstand=\"1\" u:Id=\"_55\">", "a header under another identifier")]
    [InlineData("02-request.xml", "<e:ReferenceList xmlns:e=\"http://www.w3.org/2001/04/xmlenc#\">", "<e:ReferenceList xmlns:e=\"http://www.w3.org/2001/04/xmlenc#\"><e:DataReference URI=\"#_0\"/>", "a reference to what is not encrypted")]
    [InlineData("02-request.xml", "<e:DataReference URI=\"#_1\"/>", "", "a body that no list names")]
    [InlineData("02-request.xml", "</o:Security>", "</o:Security><o:Security xmlns:o=\"http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd\"/>", "a second security header")]
    [InlineData("02-request.xml", "</o:Security>", "<o:Other/></o:Security>", "an unknown element")]
    [InlineData("02-request.xml", "xmlenc#aes256-cbc", "xmlenc#aes128-cbc", "an algorithm of another suite")]
    [InlineData("02-request.xml", "<s:Envelope ", "<!DOCTYPE x><s:Envelope ", "a document type")]
    [InlineData("02-request.xml", "</s:Body>", "</s:Body><s:Body/>", "something behind the body")]
    public void Attacks_are_refused(string name, string from, string to, string attack)
    {
        var recording = Recording.Load("wsh-user-sc");
        using var keys = KeysOf(recording);
        var reader = new SecurityHeaderReader(SecurityAlgorithmSuite.Basic256, MessageProtectionOrder.SignBeforeEncryptAndEncryptSignature, keys);
        var honest = Encoding.UTF8.GetString(recording.Messages[name]);
        reader.Read(new TextEnvelope(Encoding.UTF8.GetBytes(honest))).Dispose();
        var attacked = honest.Replace(from, to, StringComparison.Ordinal);
        Assert.NotEqual(honest, attacked);
        if (attack == "a body in a body")
        {
            attacked = attacked.Replace("</s:Body>", "</s:Body></s:Body>", StringComparison.Ordinal);
        }

        Assert.Throws<MessageSecurityException>(() => reader.Read(new TextEnvelope(Encoding.UTF8.GetBytes(attacked))));
    }

    [Fact]
    public void A_message_that_was_moved_into_a_header_is_refused()
    {
        var recording = Recording.Load("wsh-user-sc");
        using var keys = KeysOf(recording);
        var reader = new SecurityHeaderReader(SecurityAlgorithmSuite.Basic256, MessageProtectionOrder.SignBeforeEncryptAndEncryptSignature, keys);
        var honest = Encoding.UTF8.GetString(recording.Messages["02-request.xml"]);
        var body = honest[honest.IndexOf("<s:Body", StringComparison.Ordinal)..honest.IndexOf("</s:Envelope>", StringComparison.Ordinal)];
        foreach (var forged in new[] { "<s:Body><Forged/></s:Body>", "<s:Body u:Id=\"_99\"><Forged/></s:Body>", "<s:Body/>" })
        {
            var attacked = honest.Replace(body, forged, StringComparison.Ordinal).Replace("</o:Security>", $"</o:Security><wrap>{body}</wrap>", StringComparison.Ordinal);
            Assert.Throws<MessageSecurityException>(() => reader.Read(new TextEnvelope(Encoding.UTF8.GetBytes(attacked))));
        }
    }

    [Fact]
    public void A_message_that_was_cut_is_refused()
    {
        var recording = Recording.Load("wsh-user-sc");
        using var keys = KeysOf(recording);
        var reader = new SecurityHeaderReader(SecurityAlgorithmSuite.Basic256, MessageProtectionOrder.SignBeforeEncryptAndEncryptSignature, keys);
        var bytes = recording.Messages["02-request.xml"];
        for (var length = 200; length < bytes.Length - "</s:Envelope>".Length; length += 13)
        {
            Assert.Throws<MessageSecurityException>(() => reader.Read(new TextEnvelope(bytes[..length])));
        }
    }

    [Fact]
    public void Another_key_and_an_unknown_context_are_refused_in_the_same_way()
    {
        var recording = Recording.Load("wsh-user-sc");
        using var none = new RecordedKeys();
        using var other = new RecordedKeys();
        foreach (var secret in recording.Secrets.Where(secret => secret.Kind == "sct"))
        {
            other.AddContext(secret.Id, secret.Find("generation") ?? "", new byte[32]);
        }

        var messages = new[] { none, other }.Select(keys => Assert.Throws<MessageSecurityException>(
            () => new SecurityHeaderReader(SecurityAlgorithmSuite.Basic256, MessageProtectionOrder.SignBeforeEncryptAndEncryptSignature, keys)
                .Read(new TextEnvelope(recording.Messages["02-request.xml"]))).Message);
        Assert.Single(messages.Distinct());
    }

    private static int VerifyAll(Recording recording, RecordedKeys keys, SecurityAlgorithmSuite suite, MessageProtectionOrder order)
    {
        var count = 0;
        foreach (var (name, message) in recording.Messages)
        {
            if (message.AsSpan().IndexOf(":Security "u8) < 0)
            {
                continue;
            }

            ReceivedSecurity security;
            try
            {
                security = new SecurityHeaderReader(suite, order, keys).Read(new TextEnvelope(message));
            }
            catch (MessageSecurityException)
            {
                Assert.Fail($"{name} {Encoding.UTF8.GetString(recording.Decrypted[name])}");
                throw;
            }

            keys.AddEncryptedKeys(security);
            Assert.Contains(new EnvelopePart(EnvelopePartKind.Body, 0), security.PrimarySignature!.Covered);
            if (security.Body is { } body)
            {
                Assert.Equal(BodyOf(recording.Decrypted[name]), FormOf(body));
                Assert.Contains(new EnvelopePart(EnvelopePartKind.Body, 0), security.EncryptedParts);
            }

            security.Dispose();
            count++;
        }

        return count;
    }

    private static string BodyOf(byte[] envelope)
    {
        using var reader = new TextEnvelope(envelope).OpenEnvelope();
        reader.ReadToFollowing("Body", reader.NamespaceURI);
        reader.Read();
        return Encoding.UTF8.GetString(Canonical.Forms.Canonicalize(reader));
    }

    private static string FormOf(DecryptedFragment content)
    {
        using var reader = content.OpenContent();
        return Encoding.UTF8.GetString(Canonical.Forms.Canonicalize(reader));
    }

    private static RecordedKeys KeysOf(Recording recording)
    {
        var keys = new RecordedKeys();
        foreach (var name in new[] { "server", "client", "sts" })
        {
            keys.AddCertificate(Recording.CertificateFile(name + ".pem"), Recording.CertificateFile(name + ".key"));
        }

        foreach (var secret in recording.Secrets.Where(secret => secret.Kind == "sct"))
        {
            keys.AddContext(secret.Id, secret.Find("generation") ?? "", secret.Key);
        }

        return keys;
    }

    private static SecurityAlgorithmSuite SuiteOf(string conversation) => conversation switch
    {
        _ when conversation.EndsWith("-b256sha256", StringComparison.Ordinal) => SecurityAlgorithmSuite.Basic256Sha256,
        _ when conversation.EndsWith("-b256rsa15", StringComparison.Ordinal) => SecurityAlgorithmSuite.Basic256Rsa15,
        _ when conversation.EndsWith("-tripledes", StringComparison.Ordinal) => SecurityAlgorithmSuite.TripleDes,
        _ => SecurityAlgorithmSuite.Basic256,
    };

    private static MessageProtectionOrder OrderOf(string conversation) =>
        conversation.EndsWith("-ebs", StringComparison.Ordinal) ? MessageProtectionOrder.EncryptBeforeSign : MessageProtectionOrder.SignBeforeEncryptAndEncryptSignature;
}
