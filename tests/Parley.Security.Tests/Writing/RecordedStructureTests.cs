using System.IO.Compression;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Xml;
using Parley.Channels;
using Parley.Security.Tokens;

namespace Parley.Security.Tests.Writing;

/// <summary>
/// Our messages have the structure of those that .NET Framework's WCF sent with the same binding: the same elements in the same order, the same
/// attributes and references, the same parts signed and encrypted. A difference shows as the first line that differs.
/// </summary>
public sealed class RecordedStructureTests
{
    private static readonly DateTime _now = new(2026, 11, 21, 8, 5, 4, 405, DateTimeKind.Utc);

    public static TheoryData<string> Sessions => new()
    {
        "wsh-user-sc", "wsh-user-sc-signfirst", "wsh-user-sc-ebs", "wsh-user-sc-b256sha256", "wsh-user-sc-tripledes", "ws2007-user-sc", "sc-user-nots", "sc-user-nods",
    };

    public static TheoryData<string> ServiceCertificates => new() { "anonforcert", "wsh-anon-nosc", "userforcert", "wsh-user-nosc", "wsh-cert-nosc", "wsh-cert-nosc-b256sha256", "mutualcert11" };

    [Theory]
    [MemberData(nameof(Sessions))]
    public void A_sessions_request_has_the_recorded_structure(string conversation)
    {
        var element = SessionElement(conversation);
        var profile = ProtectionProfile.Create(element, isClient: true);
        using var key = SecretKey.CreateRandom(profile.Suite.DefaultSymmetricKeyLength);
        using var protection = SymmetricProtection.ForContext(new ContextName("urn:uuid:1", null), null, key, profile);
        Compare(conversation, "02-request", Protect(protection.Protect(Details()), Request()));
    }

    [Theory]
    [MemberData(nameof(Sessions))]
    public void A_sessions_reply_has_the_recorded_structure(string conversation)
    {
        var element = SessionElement(conversation);
        var profile = ProtectionProfile.Create(element, isClient: false);
        using var key = SecretKey.CreateRandom(profile.Suite.DefaultSymmetricKeyLength);
        var name = new ContextName(ContextOf(conversation), null);
        using var protection = SymmetricProtection.ForContextReply(name, key, profile);
        Compare(conversation, "02-response", Protect(protection.Protect(Details()), Reply()));
    }

    [Theory]
    [MemberData(nameof(ServiceCertificates))]
    public void A_request_to_a_certificates_owner_has_the_recorded_structure(string conversation)
    {
        var element = CertificateElement(conversation);
        var profile = ProtectionProfile.Create(element, isClient: true);
        using var server = Certificate("server");
        using var client = Certificate("client");
        using var rsa = client.GetRSAPrivateKey()!;
        using var key = EncryptedKeyToken.Create(server, X509KeyIdentifierClauseType.Thumbprint, profile);
        using var protection = SymmetricProtection.ForEncryptedKey(key, profile);
        var tokens = new List<OutgoingToken>();
        var endorsing = new List<SigningKey>();
        if (conversation.Contains("user", StringComparison.Ordinal))
        {
            tokens.Add(new OutgoingToken(new UserNameElement(SecurityIds.Next(), "alice", "secret"), IsSigned: true, IsEncrypted: true));
        }
        else if (!conversation.Contains("anon", StringComparison.Ordinal))
        {
            var token = new CertificateElement(SecurityIds.Next(), client.RawData);
            tokens.Add(new OutgoingToken(token, IsSigned: false, IsEncrypted: false));
            endorsing.Add(SigningKey.Create(rsa, profile.AsymmetricSignature, new IdReference(token.Id, profile.Explicit(SecurityNames.X509Token))));
        }

        Compare(conversation, "01-request", Protect(protection.Protect(Details(tokens, endorsing)), Request()));
    }

    [Theory]
    [MemberData(nameof(ServiceCertificates))]
    public void A_reply_of_a_certificates_owner_has_the_recorded_structure(string conversation)
    {
        var element = CertificateElement(conversation);
        var profile = ProtectionProfile.Create(element, isClient: false);
        using var key = SecretKey.CreateRandom(profile.Suite.DefaultSymmetricKeyLength);
        using var protection = SymmetricProtection.ForEncryptedKeyReply(HashOf(conversation), key, profile);
        var confirmations = Enumerable.Range(0, ConfirmationsOf(element)).Select(_ => new ConfirmationElement(SecurityIds.Next(), [1])).ToList();
        Compare(conversation, "01-response", Protect(protection.Protect(Details(confirmations: confirmations)), Reply()));
    }

    [Fact]
    public void A_request_between_two_certificates_has_the_recorded_structure()
    {
        using var server = Certificate("server");
        using var client = Certificate("client");
        var profile = ProtectionProfile.Create(MutualElement(), isClient: true);
        using var protection = new AsymmetricProtection(client, X509KeyIdentifierClauseType.Any, true, server, X509KeyIdentifierClauseType.Any, profile);
        Compare("mutualcert10", "01-request", Protect(protection.Protect(Details()), Request()));
    }

    [Fact]
    public void A_reply_between_two_certificates_has_the_recorded_structure()
    {
        using var server = Certificate("server");
        using var client = Certificate("client");
        var profile = ProtectionProfile.Create(MutualElement(), isClient: false);
        using var protection = new AsymmetricProtection(server, X509KeyIdentifierClauseType.Any, false, client, X509KeyIdentifierClauseType.Any, profile);
        Compare("mutualcert10", "01-response", Protect(protection.Protect(Details()), Reply()));
    }

    private static SymmetricSecurityBindingElement SessionElement(string conversation)
    {
        var element = new SymmetricSecurityBindingElement(new SecureConversationSecurityTokenParameters())
        {
            MessageSecurityVersion = conversation switch
            {
                "ws2007-user-sc" => MessageSecurityVersion.WSSecurity11WSTrust13WSSecureConversation13WSSecurityPolicy12BasicSecurityProfile10,
                "sc-user-nots" or "sc-user-nods" => MessageSecurityVersion.Default,
                _ => MessageSecurityVersion.WSSecurity11WSTrustFebruary2005WSSecureConversationFebruary2005WSSecurityPolicy11BasicSecurityProfile10,
            },
            MessageProtectionOrder = conversation switch
            {
                "wsh-user-sc-signfirst" => MessageProtectionOrder.SignBeforeEncrypt,
                "wsh-user-sc-ebs" => MessageProtectionOrder.EncryptBeforeSign,
                _ => MessageProtectionOrder.SignBeforeEncryptAndEncryptSignature,
            },
            DefaultAlgorithmSuite = conversation switch
            {
                "wsh-user-sc-b256sha256" => SecurityAlgorithmSuite.Basic256Sha256,
                "wsh-user-sc-tripledes" => SecurityAlgorithmSuite.TripleDes,
                _ => SecurityAlgorithmSuite.Basic256,
            },
            IncludeTimestamp = conversation != "sc-user-nots",
        };
        element.SetKeyDerivation(conversation != "sc-user-nods");
        return element;
    }

    private static SymmetricSecurityBindingElement CertificateElement(string conversation)
    {
        var element = conversation.Contains("anon", StringComparison.Ordinal) ? SecurityBindingElement.CreateAnonymousForCertificateBindingElement()
            : conversation.Contains("user", StringComparison.Ordinal) ? SecurityBindingElement.CreateUserNameForCertificateBindingElement()
            : (SymmetricSecurityBindingElement)SecurityBindingElement.CreateMutualCertificateBindingElement();
        if (conversation.StartsWith("wsh-", StringComparison.Ordinal) || conversation == "mutualcert11")
        {
            element.MessageSecurityVersion =
                MessageSecurityVersion.WSSecurity11WSTrustFebruary2005WSSecureConversationFebruary2005WSSecurityPolicy11BasicSecurityProfile10;
        }

        if (conversation.EndsWith("b256sha256", StringComparison.Ordinal))
        {
            element.DefaultAlgorithmSuite = SecurityAlgorithmSuite.Basic256Sha256;
        }

        return element;
    }

    private static SecurityBindingElement MutualElement() => SecurityBindingElement.CreateMutualCertificateBindingElement(
        MessageSecurityVersion.WSSecurity10WSTrustFebruary2005WSSecureConversationFebruary2005WSSecurityPolicy11BasicSecurityProfile10);

    private static int ConfirmationsOf(SymmetricSecurityBindingElement element) =>
        element.RequireSignatureConfirmation ? 1 + element.EndpointSupportingTokenParameters.Endorsing.Count : 0;

    private static ProtectionDetails Details(
        List<OutgoingToken>? tokens = null, List<SigningKey>? endorsing = null, List<ConfirmationElement>? confirmations = null)
    {
        var signed = new MessagePartSpecification(isBodyIncluded: true);
        signed.Union(ChannelProtectionRequirements.AddressingHeaders(AddressingVersion.WSAddressing10));
        return new ProtectionDetails
        {
            Now = _now,
            SignedParts = signed,
            EncryptedParts = new MessagePartSpecification(isBodyIncluded: true),
            SupportingTokens = tokens,
            Endorsing = endorsing,
            Confirmations = confirmations,
        };
    }

    private static Message Request()
    {
        var message = Message.CreateMessage(MessageVersion.Soap12WSAddressing10, "http://tempuri.org/peer/IEcho/Echo", "hello");
        message.Headers.MessageId = new UniqueId();
        message.Headers.ReplyTo = new EndpointAddress(EndpointAddress.AnonymousUri);
        message.Headers.To = new Uri("http://localhost/");
        return message;
    }

    private static Message Reply()
    {
        var message = Message.CreateMessage(MessageVersion.Soap12WSAddressing10, "http://tempuri.org/peer/IEcho/EchoResponse", "hello");
        message.Headers.RelatesTo = new UniqueId();
        return message;
    }

    private static string Protect(OutgoingSecurity security, Message message)
    {
        using var protectedMessage = MessageProtector.Protect(message, security);
        var text = new StringBuilder();
        using (var writer = XmlWriter.Create(text, new XmlWriterSettings { OmitXmlDeclaration = true }))
        {
            protectedMessage.WriteMessage(writer);
        }

        return text.ToString();
    }

    private static void Compare(string conversation, string name, string ours)
    {
        var recorded = Lines(Load(conversation, name + ".xml"));
        var written = Lines(ours);
        for (var i = 0; i < Math.Min(recorded.Length, written.Length); i++)
        {
            Assert.Equal(recorded[i], written[i]);
        }

        Assert.Equal(recorded.Length, written.Length);
    }

    private static string[] Lines(string envelope)
    {
        var document = new XmlDocument();
        document.LoadXml(envelope);
        return Structure.Of(document.DocumentElement!).Split('\n');
    }

    // What differs from message to message, and is no matter of structure: the name of the context and the hash of the request's key.
    private static string ContextOf(string conversation)
    {
        var document = new XmlDocument();
        document.LoadXml(Load(conversation, "02-request.xml"));
        return document.GetElementsByTagName("Identifier", "*").Cast<XmlElement>().First().InnerText;
    }

    private static byte[] HashOf(string conversation)
    {
        var document = new XmlDocument();
        document.LoadXml(Load(conversation, "01-response.xml"));
        return Convert.FromBase64String(document.GetElementsByTagName("KeyIdentifier", "*").Cast<XmlElement>().First().InnerText);
    }

    private static string Load(string conversation, string entry)
    {
        using var archive = ZipFile.OpenRead(Path.Combine(AppContext.BaseDirectory, "Data", "netfx", conversation + ".zip"));
        using var reader = new StreamReader(archive.GetEntry(entry)!.Open());
        return reader.ReadToEnd();
    }

    private static X509Certificate2 Certificate(string name) =>
        X509CertificateLoader.LoadPkcs12FromFile(Path.Combine(AppContext.BaseDirectory, "Data", "netfx", "certs", name + ".pfx"), "");
}
