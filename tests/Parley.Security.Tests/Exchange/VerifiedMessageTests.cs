using System.Xml;
using Parley.Channels;
using Parley.Security.Tests.Headers;

namespace Parley.Security.Tests.Exchange;

/// <summary>A message as its sender protected it.</summary>
public class VerifiedMessageTests
{
    private static readonly DateTime _now = new(2026, 11, 21, 8, 5, 4, DateTimeKind.Utc);

    public static TheoryData<string, bool> Cases => new()
    {
        { "text", true }, { "text", false }, { "binary", true }, { "binary", false }, { "mtom", true }, { "mtom", false },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void It_has_the_headers_and_the_body_of_the_original(string encoding, bool isEncrypted)
    {
        using var message = ReceiveVerified(encoding, isEncrypted, Message.CreateMessage(MessageVersion.Soap12WSAddressing10, "urn:action", "hello"));
        Assert.Equal("urn:action", message.Headers.Action);
        Assert.Equal("http://localhost/", message.Headers.To!.OriginalString);
        Assert.Equal(-1, message.Headers.FindHeader("Security", SecurityNames.Security10.Value));
        Assert.Equal("not to be read", message.Headers.GetHeader<string>("Secret", "urn:app"));
        Assert.Equal(new XmlQualifiedName("a", "urn:q"), message.Headers.GetHeader<XmlQualifiedName>("Named", "urn:app"));
        Assert.Contains("hello", message.ToString(), StringComparison.Ordinal);
        Assert.False(message.IsEmpty);
        Assert.False(message.IsFault);
        Assert.Equal("hello", message.GetBody<string>());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void It_can_be_copied_and_passed_on(bool isEncrypted)
    {
        using var message = ReceiveVerified("text", isEncrypted, Message.CreateMessage(MessageVersion.Soap12WSAddressing10, "urn:action", "hello"));
        using var copy = message.CreateBufferedCopy(int.MaxValue);
        using var first = copy.CreateMessage();
        Assert.Equal("hello", first.GetBody<string>());
        Assert.Equal("not to be read", first.Headers.GetHeader<string>("Secret", "urn:app"));
        var encoder = new TextMessageEncodingBindingElement().CreateMessageEncoderFactory().Encoder;
        var buffers = BufferManager.CreateBufferManager(1 << 20, 1 << 20);
        using var again = encoder.ReadMessage(encoder.WriteMessage(copy.CreateMessage(), int.MaxValue, buffers, 0), buffers, null);
        Assert.Equal("hello", again.GetBody<string>());
        Assert.Equal(new XmlQualifiedName("a", "urn:q"), again.Headers.GetHeader<XmlQualifiedName>("Named", "urn:app"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_empty_body_and_a_fault_stay_what_they_are(bool isEncrypted)
    {
        using var empty = ReceiveVerified("text", isEncrypted, Message.CreateMessage(MessageVersion.Soap12WSAddressing10, "urn:action"));
        Assert.True(empty.IsEmpty);
        using var fault = ReceiveVerified(
            "text", isEncrypted, Message.CreateMessage(MessageVersion.Soap12WSAddressing10, MessageFault.CreateFault(new FaultCode("Sender"), "no"), "urn:fault"));
        Assert.True(fault.IsFault);
        Assert.Equal("no", MessageFault.CreateFault(fault, int.MaxValue).Reason.GetMatchingTranslation().Text);
    }

    [Fact]
    public void Closing_it_gives_the_buffers_back_and_zeroes_the_content()
    {
        var message = ReceiveVerified("text", isEncrypted: true, Message.CreateMessage(MessageVersion.Soap12WSAddressing10, "urn:action", "hello"));
        message.Close();
        Assert.Throws<ObjectDisposedException>(() => message.Headers);
    }

    private static VerifiedMessage ReceiveVerified(string encoding, bool isEncrypted, Message message)
    {
        var profile = ProtectionProfile.Create(SecurityBindingElement.CreateAnonymousForCertificateBindingElement(), isClient: true);
        var encoder = (encoding switch
        {
            "text" => (MessageEncodingBindingElement)new TextMessageEncodingBindingElement(),
            "binary" => new BinaryMessageEncodingBindingElement(),
            _ => new MtomMessageEncodingBindingElement(),
        }).CreateMessageEncoderFactory().Encoder;
        message.Headers.MessageId = new UniqueId();
        message.Headers.To = new Uri("http://localhost/");
        message.Headers.Add(MessageHeader.CreateHeader("Secret", "urn:app", "not to be read"));
        message.Headers.Add(MessageHeader.CreateHeader("Named", "urn:app", new XmlQualifiedName("a", "urn:q")));
        var parts = new MessagePartSpecification(isBodyIncluded: true, new XmlQualifiedName("", "urn:app"));
        using var key = SecretKey.CreateRandom(256);
        using var keys = new RecordedKeys();
        keys.AddContext("urn:uuid:1", "", key.Bytes.ToArray());
        using var protection = SymmetricProtection.ForContext(new ContextName("urn:uuid:1", null), null, key, profile);
        var details = new ProtectionDetails { Now = _now, SignedParts = parts, EncryptedParts = isEncrypted ? parts : MessagePartSpecification.NoParts };
        using var sent = MessageProtector.Protect(message, protection.Protect(details));
        var contentType = encoder.GetContentType(sent);
        var buffers = BufferManager.CreateBufferManager(1 << 20, 1 << 20);
        var received = encoder.ReadMessage(encoder.WriteMessage(sent, int.MaxValue, buffers, 0), buffers, contentType);
        var envelope = new MessageEnvelope(received);
        return new VerifiedMessage(received, new SecurityHeaderReader(profile.Suite, profile.Order, keys).Read(envelope), envelope.Quotas);
    }
}
