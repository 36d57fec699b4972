using System.Security.Cryptography;
using System.Text;
using System.Xml;
using Parley.Channels;
using Parley.Security.Tests.Exchange;

namespace Parley.Security.Tests.Forms;

/// <summary>Messages of a session that have the form of one before: read without an XML reader, and judged the same as all others.</summary>
public sealed class SecuredFormTests : IDisposable
{
    private static readonly DateTime _now = new(2026, 11, 22, 4, 0, 0, DateTimeKind.Utc);
    private static readonly BufferManager _buffers = BufferManager.CreateBufferManager(1 << 20, 1 << 20);
    private readonly TestClock _clock = new(_now);
    private readonly SessionSide _client;
    private readonly SessionSide _service;

    public SecuredFormTests()
    {
        _client = new SessionSide(_clock, _now, isClient: true);
        _service = new SessionSide(_clock, _now, isClient: false);
        AddSession("urn:uuid:5d7f0000-0000-4000-8000-000000000001");
    }

    public void Dispose()
    {
        _client.Dispose();
        _service.Dispose();
    }

    [Fact]
    public void The_next_message_of_a_form_is_recognised_and_says_the_same_as_when_it_is_read_in_full()
    {
        Verify(CreateEncoder(), Write(Session(0)), out _).Message.Close();
        var encoder = CreateEncoder();
        Verify(encoder, Write(Session(0)), out var isKnown).Message.Close();
        Assert.False(isKnown);

        var id = new UniqueId();
        var bytes = Write(Session(0), "urn:echo/Other", "another text", id);
        foreach (var reader in new[] { encoder, CreateEncoder() })
        {
            var verified = Verify(reader, bytes, out isKnown);
            using var message = verified.Message;
            Assert.Equal(reader == encoder, isKnown);
            Assert.Equal("urn:echo/Other", message.Headers.Action);
            Assert.Equal(id, message.Headers.MessageId);
            Assert.Equal("http://localhost/service", message.Headers.To!.OriginalString);
            Assert.True(message.Headers.ReplyTo!.IsAnonymous);
            Assert.Equal(4, message.Headers.Count);
            Assert.Equal(-1, message.Headers.FindHeader("Security", SecurityNames.Security10.Value));
            Assert.Equal(Session(0).Identifier, verified.Name.Identifier);
            Assert.Equal(_now, message.Security.Created);
            Assert.Equal(_now.AddMinutes(5), message.Security.Expires);
            Assert.Equal(3, message.Security.Tokens.Count);
            Assert.Equal(SymmetricSignature.HmacSha1.Size, verified.Signature.Length);
            Assert.Equal(6, message.Security.PrimarySignature!.Covered.Count);
            Assert.Contains(new EnvelopePart(EnvelopePartKind.Body, 0), message.Security.EncryptedParts);
            Assert.False(message.IsFault);
            Assert.Equal("_0", message.GetBodyAttribute("Id", SecurityNames.Utility.Value));
            Assert.Equal("another text", message.GetBody<string>());
        }
    }

    [Fact]
    public void A_reply_has_a_form_too()
    {
        var encoder = CreateEncoder();
        foreach (var text in new[] { "one", "two", "three" })
        {
            var reply = Message.CreateMessage(MessageVersion.Soap12WSAddressing10, "urn:echo/EchoResponse", text);
            reply.Headers.RelatesTo = new UniqueId();
            reply.Headers.To = EndpointAddress.AnonymousUri;
            var received = Read(encoder, Write(_service, Session(0), reply));
            Assert.Equal(text != "one", received.Match is not null);
            using var verified = _client.Protection.VerifyOfService(received, _client, null);
            Assert.Equal(text, verified.GetBody<string>());
        }
    }

    [Fact]
    public void Sessions_share_a_form_once_their_keys_have_been_derived()
    {
        AddSession("urn:uuid:5d7f0000-0000-4000-8000-000000000002");
        var encoder = CreateEncoder();
        foreach (var session in new[] { 0, 1, 1, 0, 1 })
        {
            var verified = Verify(encoder, Write(Session(session)), out _);
            Assert.Equal(Session(session).Identifier, verified.Name.Identifier);
            verified.Message.Close();
        }

        Verify(encoder, Write(Session(1)), out var isKnown).Message.Close();
        Assert.True(isKnown);
    }

    [Fact]
    public void A_body_that_is_no_plain_text_is_digested_in_its_canonical_form()
    {
        var encoder = CreateEncoder();
        Verify(encoder, Write(Session(0)), out _).Message.Close();
        foreach (var text in new[] { "", " a & b < c > d \r\n\t \"'", "\u00e4\u20ac\U0001F600", new string('x', 100_000) })
        {
            var verified = Verify(encoder, Write(Session(0), text: text), out var isKnown);
            using var message = verified.Message;
            Assert.True(isKnown);
            Assert.Equal(text, message.GetBody<string>());
        }
    }

    [Fact]
    public void A_message_with_another_header_is_read_in_full()
    {
        var encoder = CreateEncoder();
        Verify(encoder, Write(Session(0)), out _).Message.Close();
        var request = CreateRequest("urn:echo/Echo", "hello", new UniqueId());
        request.Headers.Add(MessageHeader.CreateHeader("Extra", "urn:app", "value"));
        var verified = Verify(encoder, Write(_client, Session(0), request), out var isKnown);
        using var message = verified.Message;
        Assert.False(isKnown);
        Assert.Equal("value", message.Headers.GetHeader<string>("Extra", "urn:app"));
    }

    [Fact]
    public void The_message_as_it_came_is_whole_for_who_asks_before_it_is_verified()
    {
        var encoder = CreateEncoder();
        Verify(encoder, Write(Session(0)), out _).Message.Close();
        using var message = Read(encoder, Write(Session(0)));
        Assert.NotNull(message.Match);
        Assert.False(message.IsEmpty);
        Assert.Equal("_0", message.GetBodyAttribute("Id", SecurityNames.Utility.Value));
        using var header = message.Headers.GetReaderAtHeader(message.Headers.FindHeader("Security", SecurityNames.Security10.Value));
        Assert.True(header.ReadToDescendant("CipherValue", SecurityUris.XmlEncryption));
        using var body = message.GetReaderAtBodyContents();
        Assert.Equal("EncryptedData", body.LocalName);
    }

    [Fact]
    public void A_message_that_was_changed_in_one_byte_is_judged_as_without_its_form()
    {
        var encoder = CreateEncoder();
        Verify(encoder, Write(Session(0)), out _).Message.Close();
        var honest = Write(Session(0), text: "0123456789");
        Verify(encoder, honest, out var isKnown).Message.Close();
        Assert.True(isKnown);
        var known = 0;
        var text = Encoding.UTF8.GetString(honest);
        var cipher = text.IndexOf("CipherValue>", StringComparison.Ordinal)..text.IndexOf("</o:Security>", StringComparison.Ordinal);
        foreach (var change in new byte[] { 1, (byte)('"' ^ 'a'), 0x20 })
        {
            // Of the long cipher text of the signature some bytes are enough.
            for (var i = 0; i < honest.Length; i += i > cipher.Start.Value && i < cipher.End.Value - 200 ? 17 : change == 1 ? 1 : 5)
            {
                var changed = honest.ToArray();
                changed[i] ^= change;
                var expected = Judge(CreateEncoder(), changed, out _);
                Assert.Equal((i, expected), (i, Judge(encoder, changed, out isKnown)));
                known += isKnown ? 1 : 0;
            }
        }

        Assert.True(known > 300);
    }

    [Fact]
    public void Words_that_stand_where_others_belong_are_refused()
    {
        var encoder = CreateEncoder();
        Verify(encoder, Write(Session(0)), out _).Message.Close();
        var text = Encoding.UTF8.GetString(Write(Session(0)));
        var words = text.Split('"', '<', '>', '#').Where(word => word.Length is > 16 and < 60 && !word.Contains(' ', StringComparison.Ordinal) && !word.Contains('/', StringComparison.Ordinal))
            .Distinct().ToArray();
        Assert.True(words.Length > 6);
        foreach (var one in words)
        {
            foreach (var other in words)
            {
                if (one != other)
                {
                    var changed = Encoding.UTF8.GetBytes(text.Replace(one, other, StringComparison.Ordinal));
                    Assert.Equal((one, other, Judge(CreateEncoder(), changed, out _)), (one, other, Judge(encoder, changed, out _)));
                }
            }
        }
    }

    [Fact]
    public void A_known_form_brings_no_key_back_that_has_been_forgotten()
    {
        var encoder = CreateEncoder();
        Verify(encoder, Write(Session(0)), out _).Message.Close();
        var bytes = Write(Session(0));
        _service.Sessions.Clear();
        var refused = Assert.Throws<RefusedMessageException>(() => Verify(encoder, bytes, out _));
        Assert.Equal(SecurityFaultCode.BadContextToken, refused.Code);
    }

    private static string Judge(Func<VerifiedInSession> verify)
    {
        try
        {
            var verified = verify();
            using var message = verified.Message;
            verified.Key.Return();
            using var reader = message.GetReaderAtBodyContents();
            return $"{message.Headers.Action} {message.Headers.MessageId} {message.Headers.To} {reader.ReadOuterXml()}";
        }
        catch (RefusedMessageException refused)
        {
            return $"{refused.Code} {refused.Reason}";
        }
        catch (Exception exception) when (exception is XmlException or CommunicationException)
        {
            // Not even an envelope.
            return exception.GetType().Name;
        }
    }

    private string Judge(MessageEncoder encoder, byte[] bytes, out bool isKnown)
    {
        var known = false;
        var verdict = Judge(() =>
        {
            var message = Read(encoder, bytes);
            known = message.Match is not null;
            return _service.Protection.VerifyOfClient(message, _service);
        });
        isKnown = known;
        return verdict;
    }

    private VerifiedInSession Verify(MessageEncoder encoder, byte[] bytes, out bool isKnown)
    {
        var message = Read(encoder, bytes);
        isKnown = message.Match is not null;
        var verified = _service.Protection.VerifyOfClient(message, _service);
        verified.Key.Return();
        return verified;
    }

    private static Message Read(MessageEncoder encoder, byte[] bytes)
    {
        var buffer = _buffers.TakeBuffer(bytes.Length);
        bytes.CopyTo(buffer, 0);
        return encoder.ReadMessage(new ArraySegment<byte>(buffer, 0, bytes.Length), _buffers, encoder.ContentType);
    }

    private byte[] Write(ContextName session, string action = "urn:echo/Echo", string text = "hello", UniqueId? id = null) =>
        Write(_client, session, CreateRequest(action, text, id ?? new UniqueId()));

    private static byte[] Write(SessionSide side, ContextName session, Message message)
    {
        using var secured = side.Protection.Protect(message, session, side.Sessions[session.Identifier]);
        var encoder = CreateEncoder();
        var written = encoder.WriteMessage(secured, int.MaxValue, _buffers, 0);
        var bytes = written.ToArray();
        _buffers.ReturnBuffer(written.Array!);
        return bytes;
    }

    private static Message CreateRequest(string action, string text, UniqueId id)
    {
        var request = Message.CreateMessage(MessageVersion.Soap12WSAddressing10, action, text);
        request.Headers.MessageId = id;
        request.Headers.SetAnonymousReplyTo();
        request.Headers.To = new Uri("http://localhost/service");
        return request;
    }

    private static MessageEncoder CreateEncoder() =>
        new TextMessageEncodingBindingElement { ReaderQuotas = { MaxStringContentLength = int.MaxValue } }.CreateMessageEncoderFactory().Encoder;

    private ContextName Session(int index) => new(_client.Sessions.Keys.Order(StringComparer.Ordinal).ElementAt(index), null);

    private void AddSession(string identifier)
    {
        var secret = SHA256.HashData(Encoding.UTF8.GetBytes(identifier));
        _client.Add(identifier, secret);
        _service.Add(identifier, secret);
    }
}
