using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Xml;
using Parley.Channels;
using Parley.Security.Tokens;

namespace Parley.Security.Tests.Headers;

/// <summary>What we protect, we verify and decrypt.</summary>
public class RoundTripTests
{
    private static readonly DateTime _now = new(2026, 11, 21, 8, 5, 4, 405, DateTimeKind.Utc);
    private static readonly XmlQualifiedName _secretHeader = new("Secret", "urn:app");

    private static readonly SecurityAlgorithmSuite[] _suites =
    [
        SecurityAlgorithmSuite.Basic256, SecurityAlgorithmSuite.Basic192, SecurityAlgorithmSuite.Basic128, SecurityAlgorithmSuite.TripleDes,
        SecurityAlgorithmSuite.Basic256Sha256, SecurityAlgorithmSuite.Basic256Rsa15, SecurityAlgorithmSuite.Basic256GcmSha256, SecurityAlgorithmSuite.Basic128GcmSha256,
    ];

    public static TheoryData<string, MessageProtectionOrder, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, MessageProtectionOrder, string>();
            foreach (var suite in _suites)
            {
                cases.Add(suite.ToString()!, MessageProtectionOrder.SignBeforeEncryptAndEncryptSignature, "text");
            }

            foreach (var order in Enum.GetValues<MessageProtectionOrder>())
            {
                cases.Add("Basic256", order, "binary");
                cases.Add("Basic256Sha256", order, "text");
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_session_s_message(string suite, MessageProtectionOrder order, string encoding)
    {
        var profile = ProtectionProfile.Create(Element(new SecureConversationSecurityTokenParameters(), suite, order), isClient: true);
        using var key = SecretKey.CreateRandom(profile.Suite.DefaultSymmetricKeyLength);
        using var keys = new RecordedKeys();
        keys.AddContext("urn:uuid:1", "", key.Bytes.ToArray());
        using var protection = SymmetricProtection.ForContext(new ContextName("urn:uuid:1", null), null, key, profile);
        for (var i = 0; i < 2; i++)
        {
            using var security = ProtectAndRead(protection.Protect(Details()), profile, encoding, keys);
            var token = Assert.IsType<ReceivedToken.SecurityContext>(security.PrimarySignature!.Token.Source);
            Assert.Equal("urn:uuid:1", token.Identifier);
        }

        using var replies = SymmetricProtection.ForContextReply(new ContextName("urn:uuid:1", null), key, profile);
        ProtectAndRead(replies.Protect(Details()), profile, encoding, keys).Dispose();
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_message_to_the_owner_of_a_certificate_with_a_user_name_and_an_endorsing_certificate(string suite, MessageProtectionOrder order, string encoding)
    {
        var profile = ProtectionProfile.Create(Element(new X509SecurityTokenParameters(), suite, order), isClient: true);
        using var server = Certificate("server");
        using var client = Certificate("client");
        using var rsa = client.GetRSAPrivateKey()!;
        using var keys = CertificateKeys();
        using var key = EncryptedKeyToken.Create(server, X509KeyIdentifierClauseType.Thumbprint, profile);
        using var protection = SymmetricProtection.ForEncryptedKey(key, profile);
        var certificate = new CertificateElement(SecurityIds.Next(), client.RawData);
        using var security = ProtectAndRead(
            protection.Protect(Details(
                [new OutgoingToken(new UserNameElement(SecurityIds.Next(), "alice", "secret & more"), IsSigned: true, IsEncrypted: true), new OutgoingToken(certificate, IsSigned: false, IsEncrypted: false)],
                [SigningKey.Create(rsa, profile.AsymmetricSignature, new IdReference(certificate.Id, profile.Explicit(SecurityNames.X509Token)))])),
            profile,
            encoding,
            keys);
        var (part, user) = Assert.Single(security.Tokens, token => token.Token is ReceivedToken.UserName);
        Assert.Equal("secret & more", ((ReceivedToken.UserName)user).Password);
        Assert.Contains(part, security.EncryptedParts);
        Assert.Contains(part, security.PrimarySignature!.Covered);
        var endorsing = Assert.IsType<ReceivedToken.X509>(Assert.Single(security.EndorsingSignatures).Token);
        Assert.Equal(client.Thumbprint, endorsing.Certificate.Thumbprint);

        // The reply comes under the same key.
        keys.AddEncryptedKeys(security);
        var received = (ReceivedToken.EncryptedKey)security.Tokens.First(token => token.Token is ReceivedToken.EncryptedKey).Token;
        using var replies = SymmetricProtection.ForEncryptedKeyReply(received.Sha1, received.Secret, profile);
        var confirmations = new List<ConfirmationElement> { new(SecurityIds.Next(), security.PrimarySignature.Value) };
        using var reply = ProtectAndRead(replies.Protect(Details(confirmations: confirmations)), profile, encoding, keys);
        var (confirmed, value) = Assert.Single(reply.Confirmations);
        Assert.Equal(security.PrimarySignature.Value, value);
        Assert.Contains(confirmed, reply.PrimarySignature!.Covered);
    }

    [Theory]
    [InlineData(MessageProtectionOrder.SignBeforeEncrypt)]
    [InlineData(MessageProtectionOrder.SignBeforeEncryptAndEncryptSignature)]
    public void A_message_between_two_certificates(MessageProtectionOrder order)
    {
        var element = SecurityBindingElement.CreateMutualCertificateBindingElement(
            MessageSecurityVersion.WSSecurity10WSTrustFebruary2005WSSecureConversationFebruary2005WSSecurityPolicy11BasicSecurityProfile10);
        ((AsymmetricSecurityBindingElement)element).MessageProtectionOrder = order;
        var profile = ProtectionProfile.Create(element, isClient: true);
        using var server = Certificate("server");
        using var client = Certificate("client");
        using var keys = CertificateKeys();
        using var protection = new AsymmetricProtection(client, X509KeyIdentifierClauseType.Any, true, server, X509KeyIdentifierClauseType.IssuerSerial, profile);
        using var security = ProtectAndRead(protection.Protect(Details()), profile, "text", keys);
        Assert.IsType<ReceivedToken.X509>(security.PrimarySignature!.Token);
    }

    private static SymmetricSecurityBindingElement Element(SecurityTokenParameters parameters, string suite, MessageProtectionOrder order) => new(parameters)
    {
        MessageSecurityVersion = MessageSecurityVersion.WSSecurity11WSTrustFebruary2005WSSecureConversationFebruary2005WSSecurityPolicy11BasicSecurityProfile10,
        MessageProtectionOrder = order,
        DefaultAlgorithmSuite = _suites.Single(candidate => candidate.ToString() == suite),
    };

    private static X509Certificate2 Certificate(string name) =>
        X509Certificate2.CreateFromPemFile(Recording.CertificateFile(name + ".pem"), Recording.CertificateFile(name + ".key"));

    private static RecordedKeys CertificateKeys()
    {
        var keys = new RecordedKeys();
        keys.AddCertificate(Recording.CertificateFile("server.pem"), Recording.CertificateFile("server.key"));
        keys.AddCertificate(Recording.CertificateFile("client.pem"), Recording.CertificateFile("client.key"));
        return keys;
    }

    private static ProtectionDetails Details(
        List<OutgoingToken>? tokens = null, List<SigningKey>? endorsing = null, List<ConfirmationElement>? confirmations = null)
    {
        var signed = new MessagePartSpecification(isBodyIncluded: true, _secretHeader);
        signed.Union(ChannelProtectionRequirements.AddressingHeaders(AddressingVersion.WSAddressing10));
        return new ProtectionDetails
        {
            Now = _now,
            SignedParts = signed,
            EncryptedParts = new MessagePartSpecification(isBodyIncluded: true, _secretHeader),
            SupportingTokens = tokens,
            Endorsing = endorsing,
            Confirmations = confirmations,
        };
    }

    private static ReceivedSecurity ProtectAndRead(OutgoingSecurity outgoing, ProtectionProfile profile, string encoding, RecordedKeys keys)
    {
        var message = Message.CreateMessage(MessageVersion.Soap12WSAddressing10, "urn:action", "hello");
        message.Headers.MessageId = new UniqueId();
        message.Headers.To = new Uri("http://localhost/");
        message.Headers.Add(MessageHeader.CreateHeader("Secret", "urn:app", "not to be read"));
        byte[] bytes;
        using (var protectedMessage = MessageProtector.Protect(message, outgoing))
        {
            using var stream = new MemoryStream();
            using (var writer = encoding == "binary" ? XmlDictionaryWriter.CreateBinaryWriter(stream) : XmlDictionaryWriter.CreateTextWriter(stream, Encoding.UTF8, ownsStream: false))
            {
                protectedMessage.WriteMessage(writer);
                writer.Flush();
            }

            bytes = stream.ToArray();
        }

        IEnvelopeSource envelope = encoding == "binary" ? new BinaryEnvelope(bytes) : new TextEnvelope(bytes);
        var security = new SecurityHeaderReader(profile.Suite, profile.Order, keys).Read(envelope);
        Assert.Equal(_now, security.Created);
        Assert.Equal(_now.AddMinutes(5), security.Expires);
        Assert.Contains(security.Timestamp!.Value, security.PrimarySignature!.Covered);
        var body = new EnvelopePart(EnvelopePartKind.Body, 0);
        Assert.Contains(body, security.PrimarySignature.Covered);
        Assert.Contains(body, security.EncryptedParts);
        Assert.Contains("hello", Encoding.UTF8.GetString(security.Body!.Content), StringComparison.Ordinal);
        var (index, header) = Assert.Single(security.Headers);
        Assert.Contains("not to be read", Encoding.UTF8.GetString(header.Content), StringComparison.Ordinal);
        Assert.Contains(new EnvelopePart(EnvelopePartKind.Header, index), security.PrimarySignature.Covered);
        return security;
    }

    private sealed class BinaryEnvelope(byte[] bytes) : IEnvelopeSource
    {
        public XmlDictionaryReader OpenEnvelope()
        {
            var reader = XmlDictionaryReader.CreateBinaryReader(bytes, XmlDictionaryReaderQuotas.Max);
            reader.MoveToContent();
            return reader;
        }
    }
}
