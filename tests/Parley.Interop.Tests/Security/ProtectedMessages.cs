using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Xml;
using Parley.Channels;
using Parley.Interop.Tests.Peers;
using Parley.Security;
using Parley.Security.Tests.Headers;
using Parley.Security.Tokens;

namespace Parley.Interop.Tests.Security;

/// <summary>
/// Messages that we protect in each way, in a folder where a peer finds them with the keys that it needs; and the peer's own, which it
/// writes there.
/// </summary>
public sealed class ProtectedMessages : IAsyncLifetime
{
    internal const string Session = "urn:uuid:1";

    private static readonly XmlQualifiedName _secretHeader = new("Secret", "urn:app");

    private static readonly SecurityAlgorithmSuite[] _suites =
    [
        SecurityAlgorithmSuite.Basic256, SecurityAlgorithmSuite.Basic128, SecurityAlgorithmSuite.TripleDes, SecurityAlgorithmSuite.Basic256Sha256,
        SecurityAlgorithmSuite.Basic256Rsa15, SecurityAlgorithmSuite.Basic256GcmSha256,
    ];

    private readonly TemporaryFolder _folder = new();
    private readonly StringBuilder _keys = new();
    private readonly SecretKey _sessionKey = SecretKey.CreateRandom(256);
    private readonly List<(byte[] Hash, byte[] Key)> _encryptedKeys = [];
    private readonly Lazy<Task> _peer;

    /// <summary>Makes the fixture.</summary>
    public ProtectedMessages() => _peer = new Lazy<Task>(() => Wss4jProgram.RunAsync(_folder.Path));

    /// <summary>The cases: token, suite, protection order; the last is "none" where the message is signed only.</summary>
    public static IEnumerable<(string Token, string Suite, string Order)> Cases
    {
        get
        {
            string[] tokens = ["session-2005", "session-13", "session-reply", "key", "key-itself", "key-reply", "certificates"];
            string[] orders = [.. Enum.GetNames<MessageProtectionOrder>(), "none"];
            foreach (var token in tokens)
            {
                foreach (var order in orders)
                {
                    // With the key before the signature, WSS4J decrypts before it verifies.
                    if (token != "certificates" || order != nameof(MessageProtectionOrder.EncryptBeforeSign))
                    {
                        yield return (token, "Basic256", order);
                    }
                }

                foreach (var suite in _suites.Skip(1))
                {
                    // Rsa15 differs where a key is encrypted. WSS4J derives no keys for GCM.
                    if (suite == SecurityAlgorithmSuite.Basic256Rsa15 ? token is "key" or "certificates"
                        : suite != SecurityAlgorithmSuite.Basic256GcmSha256 || token is "key-itself" or "certificates")
                    {
                        yield return (token, suite.ToString()!, nameof(MessageProtectionOrder.SignBeforeEncryptAndEncryptSignature));
                    }
                }
            }

            foreach (var suite in _suites.Where(suite => suite != SecurityAlgorithmSuite.Basic256Rsa15 && suite != SecurityAlgorithmSuite.Basic256GcmSha256))
            {
                yield return ("supporting", suite.ToString()!, nameof(MessageProtectionOrder.SignBeforeEncryptAndEncryptSignature));
            }

            yield return ("supporting", "Basic256", nameof(MessageProtectionOrder.SignBeforeEncrypt));
            yield return ("transport", "Basic256", "none");
            yield return ("transport", "Basic256Sha256", "none");
        }
    }

    internal X509Certificate2 Client { get; private set; } = null!;

    internal X509Certificate2 Service { get; private set; } = null!;

    internal SecretKey SessionKey => _sessionKey;

    /// <summary>A file of a message that we protected.</summary>
    public string FileOf(string token, string suite, string order) => _folder.In($"received/{token}-{suite}-{order}.xml");

    /// <summary>Another file.</summary>
    public string In(string name) => _folder.In(name);

    /// <summary>Lets WSS4J read all messages and write its own, the first time.</summary>
    public Task RunWss4jAsync() => _peer.Value;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(_folder.In("received"));
        Directory.CreateDirectory(_folder.In("sent"));
        Client = await CreateCertificateAsync("client");
        Service = await CreateCertificateAsync("service");
        _keys.Append(CultureInfo.InvariantCulture, $"{Session} {Convert.ToBase64String(_sessionKey.Bytes)}\n");
        foreach (var (token, suite, order) in Cases)
        {
            await File.WriteAllBytesAsync(FileOf(token, suite, order), Protect(token, suite, order));
        }

        await File.WriteAllTextAsync(_folder.In("keys.txt"), _keys.ToString());
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Client.Dispose();
        Service.Dispose();
        _sessionKey.Dispose();
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>What our reader finds the keys with.</summary>
    internal RecordedKeys CreateResolver()
    {
        var keys = new RecordedKeys();
        keys.AddCertificate(_folder.In("client.pem"), _folder.In("client.key"));
        keys.AddCertificate(_folder.In("service.pem"), _folder.In("service.key"));
        keys.AddContext(Session, "", _sessionKey.Bytes.ToArray());
        foreach (var (hash, key) in _encryptedKeys)
        {
            keys.AddEncryptedKey(hash, key);
        }

        return keys;
    }

    internal static SecurityAlgorithmSuite Suite(string name) => _suites.Single(suite => suite.ToString() == name);

    private async Task<X509Certificate2> CreateCertificateAsync(string name)
    {
        using var rsa = RSA.Create(2048);
        var request = new CertificateRequest("CN=" + name, rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        var now = DateTimeOffset.UtcNow;
        var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        await File.WriteAllBytesAsync(_folder.In(name + ".p12"), certificate.Export(X509ContentType.Pkcs12, "parley"));
        await File.WriteAllTextAsync(_folder.In(name + ".pem"), certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(_folder.In(name + ".key"), rsa.ExportPkcs8PrivateKeyPem());
        await File.WriteAllTextAsync(_folder.In(name + ".pub"), rsa.ExportSubjectPublicKeyInfoPem());
        return certificate;
    }

    private byte[] Protect(string token, string suite, string order)
    {
        var element = token == "certificates"
            ? SecurityBindingElement.CreateMutualCertificateBindingElement(
                MessageSecurityVersion.WSSecurity10WSTrustFebruary2005WSSecureConversationFebruary2005WSSecurityPolicy11BasicSecurityProfile10)
            : new SymmetricSecurityBindingElement(
                token.StartsWith("session", StringComparison.Ordinal) ? new SecureConversationSecurityTokenParameters() : new X509SecurityTokenParameters())
            {
                MessageSecurityVersion = token == "session-13"
                    ? MessageSecurityVersion.WSSecurity11WSTrust13WSSecureConversation13WSSecurityPolicy12BasicSecurityProfile10
                    : MessageSecurityVersion.WSSecurity11WSTrustFebruary2005WSSecureConversationFebruary2005WSSecurityPolicy11BasicSecurityProfile10,
            };
        var protectionOrder = Enum.TryParse<MessageProtectionOrder>(order, out var parsed) ? parsed : MessageProtectionOrder.SignBeforeEncrypt;
        element.DefaultAlgorithmSuite = Suite(suite);
        if (element is SymmetricSecurityBindingElement symmetric)
        {
            symmetric.MessageProtectionOrder = protectionOrder;
            symmetric.ProtectionTokenParameters!.RequireDerivedKeys = token != "key-itself";
        }
        else
        {
            ((AsymmetricSecurityBindingElement)element).MessageProtectionOrder = protectionOrder;
        }

        var profile = ProtectionProfile.Create(element, isClient: true);
        var isSignedOnly = order == "none";
        switch (token)
        {
            case "session-2005" or "session-13":
                using (var protection = SymmetricProtection.ForContext(new ContextName(Session, null), null, _sessionKey, profile))
                {
                    return Protect(protection.Protect(Details(isSignedOnly)));
                }

            case "session-reply":
                using (var protection = SymmetricProtection.ForContextReply(new ContextName(Session, null), _sessionKey, profile))
                {
                    return Protect(protection.Protect(Details(isSignedOnly)));
                }

            case "certificates":
                using (var protection = new AsymmetricProtection(
                    Client, X509KeyIdentifierClauseType.Any, true, isSignedOnly ? null : Service, X509KeyIdentifierClauseType.IssuerSerial, profile))
                {
                    return Protect(protection.Protect(Details(isSignedOnly)));
                }

            case "transport":
                return ProtectOverTransport(profile);

            default:
                return ProtectByKey(token, profile, isSignedOnly);
        }
    }

    /// <summary>What goes over a transport that protects it: the timestamp and To are signed, the user's name is not.</summary>
    private byte[] ProtectOverTransport(ProtectionProfile profile)
    {
        using var rsa = Client.GetRSAPrivateKey()!;
        var certificate = new CertificateElement(SecurityIds.Next(), Client.RawData);
        var user = new UserNameElement(SecurityIds.Next(), "alice", "secret & more");
        return Protect(new OutgoingSecurity
        {
            Suite = profile.Suite,
            Timestamp = profile.CreateTimestamp(DateTime.UtcNow),
            SupportingTokens = [new OutgoingToken(user, IsSigned: false, IsEncrypted: false), new OutgoingToken(certificate, IsSigned: false, IsEncrypted: false)],
            Endorsing = [SigningKey.Create(rsa, profile.AsymmetricSignature, new IdReference(certificate.Id, profile.Explicit(SecurityNames.X509Token)))],
            EndorsesTo = true,
        });
    }

    private byte[] ProtectByKey(string token, ProtectionProfile profile, bool isSignedOnly)
    {
        using var key = EncryptedKeyToken.Create(Service, X509KeyIdentifierClauseType.Thumbprint, profile);
        if (token == "key-reply")
        {
            _keys.Append(CultureInfo.InvariantCulture, $"{Convert.ToBase64String(key.Hash)} {Convert.ToBase64String(key.Key.Bytes)}\n");
            _encryptedKeys.Add((key.Hash, key.Key.Bytes.ToArray()));
            using var replies = SymmetricProtection.ForEncryptedKeyReply(key.Hash, key.Key, profile);
            return Protect(replies.Protect(Details(isSignedOnly, confirmations: [new ConfirmationElement(SecurityIds.Next(), [1, 2, 3])])));
        }

        using var protection = SymmetricProtection.ForEncryptedKey(key, profile);
        if (token != "supporting")
        {
            return Protect(protection.Protect(Details(isSignedOnly)));
        }

        using var rsa = Client.GetRSAPrivateKey()!;
        var certificate = new CertificateElement(SecurityIds.Next(), Client.RawData);
        var user = new UserNameElement(SecurityIds.Next(), "alice", "secret & more");
        return Protect(protection.Protect(Details(
            isSignedOnly,
            [new OutgoingToken(user, IsSigned: true, IsEncrypted: true), new OutgoingToken(certificate, IsSigned: false, IsEncrypted: false)],
            [SigningKey.Create(rsa, profile.AsymmetricSignature, new IdReference(certificate.Id, profile.Explicit(SecurityNames.X509Token)))])));
    }

    private static ProtectionDetails Details(
        bool isSignedOnly, List<OutgoingToken>? tokens = null, List<SigningKey>? endorsing = null, List<ConfirmationElement>? confirmations = null)
    {
        var signed = new MessagePartSpecification(isBodyIncluded: true, _secretHeader);
        signed.Union(ChannelProtectionRequirements.AddressingHeaders(AddressingVersion.WSAddressing10));
        return new ProtectionDetails
        {
            Now = DateTime.UtcNow, // The peer compares it with its clock.
            SignedParts = signed,
            EncryptedParts = isSignedOnly ? MessagePartSpecification.NoParts : new MessagePartSpecification(isBodyIncluded: true, _secretHeader),
            SupportingTokens = tokens,
            Endorsing = endorsing,
            Confirmations = confirmations,
        };
    }

    private static byte[] Protect(OutgoingSecurity outgoing)
    {
        var message = Message.CreateMessage(MessageVersion.Soap12WSAddressing10, "urn:action", "hello & good-bye");
        message.Headers.MessageId = new UniqueId();
        message.Headers.To = new Uri("http://localhost/");
        message.Headers.Add(MessageHeader.CreateHeader("Secret", "urn:app", "not to be read"));
        using var protectedMessage = MessageProtector.Protect(message, outgoing);
        using var stream = new MemoryStream();
        using (var writer = XmlDictionaryWriter.CreateTextWriter(stream, new UTF8Encoding(false), ownsStream: false))
        {
            protectedMessage.WriteMessage(writer);
        }

        return stream.ToArray();
    }
}
