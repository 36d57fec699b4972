using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Xml;
using Parley.Channels;
using Parley.IdentityModel.Selectors;
using Parley.IdentityModel.Tokens;

namespace Parley.Security.Tests.Exchange;

/// <summary>Conversations of .NET Framework's WCF without a session: our service takes what its client said, our client what its service said.</summary>
public class RecordedOneShotTests
{
    private static readonly MessageSecurityVersion _profiled =
        MessageSecurityVersion.WSSecurity11WSTrustFebruary2005WSSecureConversationFebruary2005WSSecurityPolicy11BasicSecurityProfile10;

    public static TheoryData<string, string> Conversations => new()
    {
        { "anonforcert", "AnonymousForCertificate" }, { "wsh-anon-nosc", "AnonymousForCertificate" }, { "userforcert", "UserNameForCertificate" },
        { "wsh-user-nosc", "UserNameForCertificate" }, { "ws2007-user-nosc", "UserNameForCertificate" }, { "mutualcert11", "MutualCertificate" }, { "wsh-cert-nosc", "MutualCertificate" },
        { "wsh-cert-nosc-b256sha256", "MutualCertificate" }, { "mutualcert10", "MutualCertificate10" },
    };

    [Theory]
    [MemberData(nameof(Conversations))]
    public void Our_service_takes_what_its_client_said(string name, string mode)
    {
        var recording = Recording.Load(name);
        var clock = new TestClock(default);
        using var service = ExchangeServiceProtection.Create(SecurityPolicy.CreateService(Element(name, mode), [ServiceOf(), clock]));
        var count = 0;
        foreach (var (file, bytes) in recording.Messages.Where(message => message.Key.EndsWith("request.xml", StringComparison.Ordinal)))
        {
            clock.Now = CreatedIn(bytes);
            var received = Verify(service, bytes);
            Assert.Equal(
                mode switch { "AnonymousForCertificate" => "", "UserNameForCertificate" => "alice", _ => $"CN=alice-client; {Certificate("client").Thumbprint}" },
                received.Message.Properties.Security!.ServiceSecurityContext.PrimaryIdentity.Name);
            using var body = received.Message.GetReaderAtBodyContents();
            Assert.Equal("http://tempuri.org/peer", body.NamespaceURI);
            received.Reply.Dispose();
            count++;

            // Once.
            Assert.Throws<RefusedMessageException>(() => Verify(service, bytes));
            clock.Now += TimeSpan.FromMinutes(10);
            Assert.Throws<RefusedMessageException>(() => Verify(service, bytes));
            Assert.NotEmpty(file);
        }

        Assert.Equal(5, count);
    }

    [Theory]
    [MemberData(nameof(Conversations))]
    public void Our_client_takes_what_its_service_said(string name, string mode)
    {
        var recording = Recording.Load(name);
        var keys = new Queue<Recording.Secret>(recording.Secrets.Where(secret => secret.Kind == "encryptedkey"));
        var clock = new TestClock(default);
        using var client = ExchangeClientProtection.Create(SecurityPolicy.CreateClient(Element(name, mode), [ClientOf(), clock]), new EndpointAddress("http://localhost/service"));
        var count = 0;
        foreach (var (file, bytes) in recording.Messages.Where(message => message.Key.EndsWith("request.xml", StringComparison.Ordinal)))
        {
            using var memory = mode == "MutualCertificate10" ? null : Remember(Encoding.UTF8.GetString(bytes), keys.Dequeue(), client.Policy.Profile, recording);
            if (!recording.Messages.TryGetValue(file.Replace("request", "response", StringComparison.Ordinal), out var response))
            {
                continue;
            }

            clock.Now = CreatedIn(response);
            using var reply = client.Verify(Decode(response), memory);
            Assert.Equal(!reply.IsFault, reply.Headers.Action!.Contains("Echo", StringComparison.Ordinal));
            Assert.False(reply.IsEmpty);
            count++;
        }

        Assert.Equal(4, count);
    }

    [Fact]
    public void A_wrong_password_and_an_expired_message_are_refused_as_there()
    {
        var clock = new TestClock(default);
        using var service = ExchangeServiceProtection.Create(SecurityPolicy.CreateService(Element("wsh-user-nosc", "UserNameForCertificate"), [ServiceOf(), clock]));
        var wrong = Recording.Load("x-badpassword-nosc").Messages["01-request.xml"];
        clock.Now = CreatedIn(wrong);
        var refused = Assert.Throws<RefusedMessageException>(() => Verify(service, wrong));
        Assert.Equal(SecurityFaultCode.FailedAuthentication, refused.Code);
        Assert.Equal(SecurityFaultCode.FailedAuthentication, CodeOf(Recording.Load("x-badpassword-nosc").Messages["01-response.xml"]));
        Assert.Equal(SecurityFaultCode.InvalidSecurity, CodeOf(Recording.Load("x-expired-timestamp").Messages["01-response.xml"]));
    }

    private static SecurityFaultCode? CodeOf(byte[] response) => SecurityFaults.Find(MessageFault.CreateFault(Decode(response), int.MaxValue).Code);

    private static SecurityBindingElement Element(string name, string mode)
    {
        var element = Modes.Create(mode);
        if (name.StartsWith("ws", StringComparison.Ordinal) || name == "mutualcert11")
        {
            element.MessageSecurityVersion = name.StartsWith("ws2007", StringComparison.Ordinal)
                ? MessageSecurityVersion.WSSecurity11WSTrust13WSSecureConversation13WSSecurityPolicy12BasicSecurityProfile10
                : _profiled;
        }

        if (name.EndsWith("b256sha256", StringComparison.Ordinal))
        {
            element.DefaultAlgorithmSuite = SecurityAlgorithmSuite.Basic256Sha256;
        }

        if (name.StartsWith("ws", StringComparison.Ordinal) && element is SymmetricSecurityBindingElement symmetric)
        {
            // The standard bindings ask for no confirmation.
            symmetric.RequireSignatureConfirmation = false;
        }

        return element;
    }

    /// <summary>What the recorded client remembered of its request.</summary>
    private static RequestSecurity Remember(string request, Recording.Secret key, ProtectionProfile profile, Recording recording)
    {
        var document = new XmlDocument { PreserveWhitespace = true };
        document.LoadXml(request);
        var names = new XmlNamespaceManager(document.NameTable);
        names.AddNamespace("e", SecurityNames.Encryption.Value);
        names.AddNamespace("d", SecurityNames.Signature.Value);
        var cipher = Convert.FromBase64String(document.SelectSingleNode("//e:EncryptedKey/e:CipherData/e:CipherValue", names)!.InnerText);
        var hash = new byte[DigestAlgorithm.Sha1.Size];
        DigestAlgorithm.Sha1.HashData(cipher, hash);
        var element = new EncryptedKeyElement("key", profile.KeyWrap.Identifier, new IdReference("none", null), cipher);

        // The request's signatures are encrypted: those that the independent program decrypted.
        document.LoadXml(Encoding.UTF8.GetString(recording.Decrypted.Single(decrypted => Encoding.UTF8.GetString(recording.Messages[decrypted.Key]) == request).Value));
        names = new XmlNamespaceManager(document.NameTable);
        names.AddNamespace("d", SecurityNames.Signature.Value);
        var signatures = document.SelectNodes("//d:SignatureValue", names)!.Cast<XmlNode>().Select(node => Convert.FromBase64String(node.InnerText)).ToArray();
        return new RequestSecurity { Key = new EncryptedKeyToken(SecretKey.FromBytes(key.Key), element, hash), Signatures = signatures };
    }

    private static ReceivedRequest Verify(ServiceProtection service, byte[] bytes) => Exchanged.Receive(service, Decode(bytes));

    private static Message Decode(byte[] bytes)
    {
        var buffers = BufferManager.CreateBufferManager(1 << 20, 1 << 20);
        var buffer = buffers.TakeBuffer(bytes.Length);
        bytes.CopyTo(buffer, 0);
        return new TextMessageEncodingBindingElement().CreateMessageEncoderFactory().Encoder.ReadMessage(new ArraySegment<byte>(buffer, 0, bytes.Length), buffers, null);
    }

    private static DateTime CreatedIn(byte[] bytes)
    {
        var text = Encoding.UTF8.GetString(bytes);
        var start = text.IndexOf("<u:Created>", StringComparison.Ordinal) + "<u:Created>".Length;
        return XmlConvert.ToDateTime(text[start..text.IndexOf('<', start)], XmlDateTimeSerializationMode.Utc) + TimeSpan.FromMilliseconds(50);
    }

    private static X509Certificate2 Certificate(string name) =>
        X509Certificate2.CreateFromPemFile(Recording.CertificateFile(name + ".pem"), Recording.CertificateFile(name + ".key"));

    private static TestCredentials.ClientSide ClientOf()
    {
        var credentials = TestCredentials.Client(Certificate("client"));
        credentials.ServiceCertificate.DefaultCertificate = X509CertificateLoader.LoadCertificateFromFile(Recording.CertificateFile("server.pem"));
        return credentials;
    }

    private static TestCredentials.ServiceSide ServiceOf()
    {
        var credentials = TestCredentials.ServiceOf(Certificate("server"));
        credentials.ClientCertificate.Authentication.CertificateValidationMode = X509CertificateValidationMode.None;
        credentials.UserNameAuthentication.CustomUserNamePasswordValidator = new RecordedPassword();
        return credentials;
    }

    private sealed class RecordedPassword : UserNamePasswordValidator
    {
        public override void Validate(string userName, string password)
        {
            if (userName != "alice" || password != "Pa$$w0rd-alice")
            {
                throw new SecurityTokenValidationException("Wrong.");
            }
        }
    }
}
