using System.Security.Cryptography;
using System.Text;
using System.Xml;
using Parley.Channels;

namespace Parley.Security.Tests.Writing;

/// <summary>What protected messages look like, and that the platform's XML classes verify and decrypt them.</summary>
public sealed class MessageProtectorTests
{
    private const string Action = "http://example.org/echo";
    private const string DerivedType = "http://schemas.xmlsoap.org/ws/2005/02/sc/dk";

    private static readonly TrustProtocol _protocol = TrustProtocol.February2005;
    private static readonly DateTime _now = new(2026, 11, 21, 8, 5, 4, 405, DateTimeKind.Utc);

    public static TheoryData<string, string> Suites => new()
    {
        { nameof(SecurityAlgorithmSuite.Basic256), "text" },
        { nameof(SecurityAlgorithmSuite.Basic256), "binary" },
        { nameof(SecurityAlgorithmSuite.Basic256), "mtom" },
        { nameof(SecurityAlgorithmSuite.Basic128), "text" },
        { nameof(SecurityAlgorithmSuite.Basic192), "text" },
        { nameof(SecurityAlgorithmSuite.TripleDes), "text" },
        { nameof(SecurityAlgorithmSuite.Basic256Sha256), "text" },
        { nameof(SecurityAlgorithmSuite.Basic256GcmSha256), "text" },
        { nameof(SecurityAlgorithmSuite.Basic128GcmSha256), "binary" },
    };

    [Theory]
    [MemberData(nameof(Suites))]
    public void A_message_of_a_session_is_signed_and_encrypted_as_deployed_clients_do_it(string suiteName, string encoding)
    {
        var suite = (SecurityAlgorithmSuite)typeof(SecurityAlgorithmSuite).GetProperty(suiteName)!.GetValue(null)!;
        using var keys = new SessionKeys(suite);
        var verifier = new PlatformVerifier(Encode(MessageProtector.Protect(CreateMessage(), keys.Request()), encoding));
        Assert.Equal(
            ["Timestamp", "SecurityContextToken", "DerivedKeyToken", "DerivedKeyToken", "ReferenceList", "EncryptedData"], verifier.Layout());
        Assert.DoesNotContain("hello", verifier.Document.OuterXml, StringComparison.Ordinal);
        Assert.Equal(["_6", "_1"], verifier.Decrypt(keys.EncryptionBytes));
        var signature = Assert.Single(verifier.Signatures());
        Assert.Equal(["_0", "_2", "_3", "_4", "_5", "time-1"], verifier.Verify(signature, keys.Verify));
        Assert.Equal("_0", verifier.Body.GetAttribute("Id", PlatformVerifier.Utility));
        Assert.Equal("hello", verifier.Body.InnerText);
    }

    [Fact]
    public void A_message_that_is_only_signed_keeps_its_body_and_its_signature_clear()
    {
        using var keys = new SessionKeys(SecurityAlgorithmSuite.Basic256);
        var verifier = new PlatformVerifier(Encode(MessageProtector.Protect(CreateMessage(), keys.Request(encrypts: false)), "text"));
        Assert.Equal(["Timestamp", "SecurityContextToken", "DerivedKeyToken", "DerivedKeyToken", "Signature"], verifier.Layout());
        Assert.Equal("hello", verifier.Body.InnerText);
        Assert.Contains("_0", verifier.Verify(Assert.Single(verifier.Signatures()), keys.Verify));
    }

    [Fact]
    public void A_message_without_a_body_is_protected_too()
    {
        using var keys = new SessionKeys(SecurityAlgorithmSuite.Basic256);
        var message = Message.CreateMessage(MessageVersion.Soap12WSAddressing10, Action);
        var verifier = new PlatformVerifier(Encode(MessageProtector.Protect(message, keys.Request()), "text"));
        verifier.Decrypt(keys.EncryptionBytes);
        verifier.Verify(Assert.Single(verifier.Signatures()), keys.Verify);
        Assert.Empty(verifier.Body.ChildNodes);
    }

    [Fact]
    public void A_fault_is_protected_although_it_uses_the_envelopes_prefix()
    {
        using var keys = new SessionKeys(SecurityAlgorithmSuite.Basic256);
        var fault = MessageFault.CreateFault(new FaultCode("Receiver", "http://www.w3.org/2003/05/soap-envelope"), new FaultReason("broken"));
        var message = Message.CreateMessage(MessageVersion.Soap12WSAddressing10, fault, Action);
        var verifier = new PlatformVerifier(Encode(MessageProtector.Protect(message, keys.Request()), "text"));
        verifier.Decrypt(keys.EncryptionBytes);
        verifier.Verify(Assert.Single(verifier.Signatures()), keys.Verify);
        Assert.Equal("Fault", verifier.Body.FirstChild!.LocalName);
    }

    [Fact]
    public void Encrypting_first_signs_what_is_encrypted()
    {
        using var keys = new SessionKeys(SecurityAlgorithmSuite.Basic256);
        var token = new UserNameElement("user-1", "alice", "secret");
        var security = keys.Request(order: MessageProtectionOrder.EncryptBeforeSign, tokens: [new OutgoingToken(token, IsSigned: true, IsEncrypted: true)]);
        var verifier = new PlatformVerifier(Encode(MessageProtector.Protect(CreateMessage(), security), "text"));
        Assert.Equal(
            ["Timestamp", "SecurityContextToken", "DerivedKeyToken", "DerivedKeyToken", "EncryptedData", "Signature", "ReferenceList"], verifier.Layout());
        var signed = verifier.Verify(Assert.Single(verifier.Signatures()), keys.Verify);
        var ids = verifier.Decrypt(keys.EncryptionBytes);
        Assert.Contains(ids[0], signed);
        Assert.Contains("alice", verifier.SecurityHeader.InnerText, StringComparison.Ordinal);
        Assert.Equal("hello", verifier.Body.InnerText);
    }

    [Fact]
    public void A_user_name_is_signed_and_encrypted()
    {
        using var keys = new SessionKeys(SecurityAlgorithmSuite.Basic256);
        var token = new UserNameElement("user-1", "alice", "secret & more");
        var security = keys.Request(tokens: [new OutgoingToken(token, IsSigned: true, IsEncrypted: true)]);
        var verifier = new PlatformVerifier(Encode(MessageProtector.Protect(CreateMessage(), security), "text"));
        Assert.DoesNotContain("alice", verifier.Document.OuterXml, StringComparison.Ordinal);
        verifier.Decrypt(keys.EncryptionBytes);
        Assert.Equal("secret & more", verifier.Find("user-1").LastChild!.InnerText);
        Assert.Contains("user-1", verifier.Verify(Assert.Single(verifier.Signatures()), keys.Verify));
    }

    [Fact]
    public void A_certificate_endorses_the_signature()
    {
        using var keys = new SessionKeys(SecurityAlgorithmSuite.Basic256);
        using var rsa = RSA.Create(2048);
        var security = keys.Request(
            tokens: [new OutgoingToken(new CertificateElement("certificate-1", [1, 2, 3]), IsSigned: false, IsEncrypted: false)],
            endorsing: [SigningKey.Create(rsa, AsymmetricSignature.RsaSha1, new IdReference("certificate-1", SecurityNames.X509Token))]);
        using var message = MessageProtector.Protect(CreateMessage(), security);
        Assert.Equal(2, message.SignatureValues.Count);
        var verifier = new PlatformVerifier(Encode(message, "text"));
        verifier.Decrypt(keys.EncryptionBytes);
        var signatures = verifier.Signatures();
        Assert.Equal(2, signatures.Count);
        verifier.Verify(signatures[0], keys.Verify);
        var endorsed = verifier.Verify(signatures[1], (_, bytes, value) => rsa.VerifyData(bytes, value, HashAlgorithmName.SHA1, RSASignaturePadding.Pkcs1));
        Assert.Equal([signatures[0].GetAttribute("Id")], endorsed);
    }

    [Fact]
    public void A_certificate_over_a_transport_signs_the_timestamp_and_the_address()
    {
        using var rsa = RSA.Create(2048);
        var security = new OutgoingSecurity
        {
            Suite = SecurityAlgorithmSuite.Basic256,
            Timestamp = new TimestampElement("time-1", _now, _now.AddMinutes(5)),
            SupportingTokens = [new OutgoingToken(new CertificateElement("certificate-1", [1, 2, 3]), IsSigned: false, IsEncrypted: false)],
            Endorsing = [SigningKey.Create(rsa, AsymmetricSignature.RsaSha1, new IdReference("certificate-1", SecurityNames.X509Token))],
            EndorsesTo = true,
        };
        var verifier = new PlatformVerifier(Encode(MessageProtector.Protect(CreateMessage(), security), "text"));
        Assert.Equal(["Timestamp", "BinarySecurityToken", "Signature"], verifier.Layout());
        var endorsed = verifier.Verify(
            Assert.Single(verifier.Signatures()), (_, bytes, value) => rsa.VerifyData(bytes, value, HashAlgorithmName.SHA1, RSASignaturePadding.Pkcs1));
        Assert.Contains("time-1", endorsed);
        Assert.Contains(endorsed, id => verifier.Find(id).LocalName == "To");
        Assert.Equal("hello", verifier.Body.InnerText);
    }

    [Fact]
    public void A_header_of_the_application_is_signed_and_encrypted_when_its_part_says_so()
    {
        using var keys = new SessionKeys(SecurityAlgorithmSuite.Basic256);
        var message = CreateMessage();
        message.Headers.Add(MessageHeader.CreateHeader("Secret", "urn:app", "not to be read"));
        var parts = new MessagePartSpecification(new XmlQualifiedName("Secret", "urn:app"));
        var verifier = new PlatformVerifier(Encode(MessageProtector.Protect(message, keys.Request(extraParts: parts)), "text"));
        Assert.DoesNotContain("not to be read", verifier.Document.OuterXml, StringComparison.Ordinal);
        Assert.Single(verifier.Header.ChildNodes.OfType<XmlElement>(), header => header.LocalName == "EncryptedHeader");
        verifier.Decrypt(keys.EncryptionBytes);
        var signed = verifier.Verify(Assert.Single(verifier.Signatures()), keys.Verify);
        Assert.Contains(signed, id => verifier.Find(id).LocalName == "Secret");
    }

    [Fact]
    public void A_reply_confirms_the_signatures_of_its_request()
    {
        using var keys = new SessionKeys(SecurityAlgorithmSuite.Basic256);
        var security = keys.Request(confirmations: [new ConfirmationElement("confirmation-1", [1, 2, 3]), new ConfirmationElement("confirmation-2", null)]);
        var verifier = new PlatformVerifier(Encode(MessageProtector.Protect(CreateMessage(), security), "text"));
        Assert.Equal(3, verifier.Layout().Count(name => name == "EncryptedData"));
        verifier.Decrypt(keys.EncryptionBytes);
        Assert.Equal("AQID", verifier.Find("confirmation-1").GetAttribute("Value"));
        Assert.False(verifier.Find("confirmation-2").HasAttribute("Value"));
        var signed = verifier.Verify(Assert.Single(verifier.Signatures()), keys.Verify);
        Assert.Contains("confirmation-1", signed);
        Assert.Contains("confirmation-2", signed);
    }

    [Theory]
    [InlineData(SecurityHeaderLayout.Strict, 0)]
    [InlineData(SecurityHeaderLayout.Lax, 0)]
    [InlineData(SecurityHeaderLayout.LaxTimestampFirst, 0)]
    [InlineData(SecurityHeaderLayout.LaxTimestampLast, 5)]
    public void The_layout_says_where_the_timestamp_stands(SecurityHeaderLayout layout, int place)
    {
        using var keys = new SessionKeys(SecurityAlgorithmSuite.Basic256);
        var verifier = new PlatformVerifier(Encode(MessageProtector.Protect(CreateMessage(), keys.Request(layout: layout)), "text"));
        Assert.Equal(place, verifier.Layout().ToList().IndexOf("Timestamp"));
    }

    private static Message CreateMessage()
    {
        var message = Message.CreateMessage(MessageVersion.Soap12WSAddressing10, Action, "hello");
        message.Headers.MessageId = new UniqueId("urn:uuid:7ae11fbf-7291-4ca5-a2c3-be0649cb229f");
        message.Headers.ReplyTo = new EndpointAddress(EndpointAddress.AnonymousUri);
        message.Headers.To = new Uri("http://localhost:29006/wsh-user-sc");
        return message;
    }

    private static string Encode(Message message, string encoding)
    {
        MessageEncodingBindingElement element = encoding switch
        {
            "binary" => new BinaryMessageEncodingBindingElement(),
            "mtom" => new MtomMessageEncodingBindingElement(MessageVersion.Soap12WSAddressing10, Encoding.UTF8),
            _ => new TextMessageEncodingBindingElement(MessageVersion.Soap12WSAddressing10, Encoding.UTF8),
        };
        var encoder = element.CreateMessageEncoderFactory().Encoder;
        var buffers = BufferManager.CreateBufferManager(0, int.MaxValue);
        var bytes = encoder.WriteMessage(message, int.MaxValue, buffers);
        message.Close();
        if (encoding == "text")
        {
            return Encoding.UTF8.GetString(bytes);
        }

        using var read = encoder.ReadMessage(bytes, buffers, encoder.ContentType);
        var text = new StringBuilder();
        using (var writer = XmlWriter.Create(text, new XmlWriterSettings { OmitXmlDeclaration = true }))
        {
            read.WriteMessage(writer);
        }

        return text.ToString();
    }

    private sealed class SessionKeys : IDisposable
    {
        private readonly SecurityAlgorithmSuite _suite;
        private readonly SecretKey _signing;
        private readonly SecretKey _encryption;

        public SessionKeys(SecurityAlgorithmSuite suite)
        {
            _suite = suite;
            _signing = SecretKey.CreateRandom(suite.DefaultSignatureKeyDerivationLength);
            _encryption = SecretKey.CreateRandom(suite.DefaultEncryptionKeyDerivationLength);
        }

        public byte[] EncryptionBytes => _encryption.Bytes.ToArray();

        public bool Verify(string algorithm, byte[] bytes, byte[] value)
        {
            var expected = algorithm.EndsWith("hmac-sha256", StringComparison.Ordinal)
                ? HMACSHA256.HashData(_signing.Bytes, bytes)
                : HMACSHA1.HashData(_signing.Bytes, bytes);
            return expected.AsSpan().SequenceEqual(value);
        }

        public OutgoingSecurity Request(
            bool encrypts = true,
            MessageProtectionOrder order = MessageProtectionOrder.SignBeforeEncryptAndEncryptSignature,
            SecurityHeaderLayout layout = SecurityHeaderLayout.Strict,
            OutgoingToken[]? tokens = null,
            SigningKey[]? endorsing = null,
            ConfirmationElement[]? confirmations = null,
            MessagePartSpecification? extraParts = null)
        {
            var signed = new MessagePartSpecification(isBodyIncluded: true);
            signed.Union(ChannelProtectionRequirements.AddressingHeaders(AddressingVersion.WSAddressing10));
            var encrypted = new MessagePartSpecification(isBodyIncluded: encrypts);
            if (extraParts is not null)
            {
                signed.Union(extraParts);
                encrypted.Union(extraParts);
            }

            var context = new IdReference("context-1", _protocol.ContextTokenType);
            return new OutgoingSecurity
            {
                Suite = _suite,
                Order = order,
                Layout = layout,
                Timestamp = new TimestampElement("time-1", _now, _now.AddMinutes(5)),
                Tokens =
                [
                    new ContextTokenElement("context-1", new ContextName("urn:uuid:1", null), null, _protocol),
                    new DerivedKeyElement("key-1", context, _signing.Length, new byte[16], _protocol),
                    new DerivedKeyElement("key-2", context, _encryption.Length, new byte[16], _protocol),
                ],
                Signing = SigningKey.Create(
                    _signing, SymmetricSignature.Find(_suite.DefaultSymmetricSignatureAlgorithm)!, new IdReference("key-1", SecurityNames.Add(DerivedType))),
                Encrypting = new EncryptingKey(
                    _encryption, EncryptionAlgorithm.Find(_suite.DefaultEncryptionAlgorithm)!, new IdReference("key-2", SecurityNames.Add(DerivedType))),
                SupportingTokens = tokens ?? [],
                Endorsing = endorsing ?? [],
                Confirmations = confirmations ?? [],
                SignedParts = signed,
                EncryptedParts = encrypted,
            };
        }

        public void Dispose()
        {
            _signing.Dispose();
            _encryption.Dispose();
        }
    }
}
