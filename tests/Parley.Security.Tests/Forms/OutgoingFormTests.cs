using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using Parley.Channels;
using Parley.Security.Tests.Exchange;

namespace Parley.Security.Tests.Forms;

/// <summary>Messages of a session that have the form of one that was sent before: made without an XML writer, and the same as all others.</summary>
public sealed partial class OutgoingFormTests : IDisposable
{
    private static readonly DateTime _now = new(2026, 11, 22, 4, 0, 0, DateTimeKind.Utc);
    private static readonly BufferManager _buffers = BufferManager.CreateBufferManager(1 << 20, 1 << 20);
    private readonly TestClock _clock = new(_now);
    private readonly SessionSide _client;
    private readonly SessionSide _service;

    public OutgoingFormTests()
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
    public void The_next_message_of_a_form_is_made_of_it_and_looks_like_the_first_one()
    {
        var first = Write(_client, Session(0), CreateRequest("urn:echo/Echo", "hello"), out var isFormed);
        Assert.False(isFormed);
        foreach (var (action, text) in new[] { ("urn:echo/Echo", "hello"), ("urn:echo/Other", "hullo") })
        {
            var request = CreateRequest(action, text);
            var id = request.Headers.MessageId;
            var bytes = Write(_client, Session(0), request, out isFormed);
            Assert.True(isFormed);
            Assert.Equal(Shape(first).Replace("urn:echo/Echo", action, StringComparison.Ordinal), Shape(bytes));
            using var message = Verify(bytes);
            Assert.Equal(action, message.Headers.Action);
            Assert.Equal(id, message.Headers.MessageId);
            Assert.Equal("http://localhost/service", message.Headers.To!.OriginalString);
            Assert.Equal(text, message.GetBody<string>());
        }
    }

    [Fact]
    public void A_reply_has_a_form_too()
    {
        byte[]? first = null;
        foreach (var text in new[] { "one", "two", "six" })
        {
            var bytes = Write(_service, Session(0), CreateReply(text), out var isFormed);
            Assert.Equal(text != "one", isFormed);
            Assert.Equal(Shape(first ??= bytes), Shape(bytes));
            using var verified = _client.Protection.VerifyOfService(Read(bytes), _client, null);
            Assert.Equal(text, verified.GetBody<string>());
        }
    }

    [Fact]
    public void Each_message_has_an_identifier_a_time_and_a_vector_of_its_own()
    {
        Write(_client, Session(0), CreateRequest("urn:echo/Echo", "hello"), out _);
        var id = new UniqueId();
        var texts = new List<string>();
        for (var i = 0; i < 20; i++)
        {
            _clock.Now = _now.AddSeconds(i);
            var request = CreateRequest("urn:echo/Echo", "hello");
            request.Headers.MessageId = id;
            var bytes = Write(_client, Session(0), request, out var isFormed);
            Assert.True(isFormed);
            texts.Add(Encoding.UTF8.GetString(bytes));
            Assert.Contains($"<u:Created>{_now.AddSeconds(i):yyyy-MM-ddTHH:mm:ss.fff}Z</u:Created><u:Expires>{_now.AddSeconds(i + 300):yyyy-MM-ddTHH:mm:ss.fff}Z</u:Expires>", texts[i], StringComparison.Ordinal);
        }

        Assert.Equal(20, texts.ConvertAll(static text => TimestampId().Match(text).Value).Distinct().Count());
        Assert.Equal(40, texts.SelectMany(static text => CipherStart().Matches(text)).Select(static match => match.Value).Distinct().Count());
    }

    [Fact]
    public void Sessions_share_forms_and_a_renewed_key_has_another()
    {
        AddSession("urn:uuid:5d7f0000-0000-4000-8000-000000000002");
        Write(_client, Session(0), CreateRequest("urn:echo/Echo", "hello"), out _);
        Verify(Write(_client, Session(1), CreateRequest("urn:echo/Echo", "hello"), out var isFormed)).Close();
        Assert.True(isFormed);

        // A key keeps the name that its first message has.
        AddSession("urn:uuid:5d7f0000-0000-4000-8000-000000000003");
        var renewed = new ContextName(Session(2).Identifier, "urn:uuid:5d7f0000-0000-4000-8000-00000000000a");
        foreach (var isKnown in new[] { false, true })
        {
            var bytes = Write(_client, renewed, CreateRequest("urn:echo/Echo", "hello"), out isFormed);
            Assert.Equal(isKnown, isFormed);
            Assert.Contains(renewed.Instance!, Encoding.UTF8.GetString(bytes), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Any_body_goes_into_a_form()
    {
        Write(_client, Session(0), CreateRequest("urn:echo/Echo", "hello"), out _);
        foreach (var text in new[] { "", " a & b < c > d \r\n\t \"'", "\u00e4\u20ac\U0001F600", new string('x', 100_000) })
        {
            var bytes = Write(_client, Session(0), CreateRequest("urn:echo/Echo", text), out var isFormed);
            Assert.True(isFormed);
            using var message = Verify(bytes);
            Assert.Equal(text, message.GetBody<string>());
        }
    }

    [Fact]
    public void Actions_and_addresses_that_come_again_are_signed_each_as_it_is()
    {
        var encoder = CreateEncoder();
        for (var i = 0; i < 40; i++)
        {
            var request = CreateRequest($"urn:echo/{i % 7}", "hello");
            request.Headers.To = new Uri($"http://localhost/service/{i % 3}");
            var received = Read(Write(_client, Session(0), request, out var isFormed), encoder);
            Assert.Equal(i > 0, isFormed);
            Assert.Equal(i > 0, received.Match is not null);
            var verified = _service.Protection.VerifyOfClient(received, _service);
            verified.Key.Return();
            using var message = verified.Message;
            Assert.Equal($"urn:echo/{i % 7}", message.Headers.Action);
            Assert.EndsWith($"/{i % 3}", message.Headers.To!.AbsolutePath, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("http://localhost/service?a=1&b=2")]
    [InlineData("http://localhost/%C3%A4<>")]
    public void An_address_that_is_no_word_is_written_as_XML(string address)
    {
        Write(_client, Session(0), CreateRequest("urn:echo/Echo", "hello"), out _);
        var request = CreateRequest("urn:echo/Echo", "hello");
        request.Headers.To = new Uri(address);
        var bytes = Write(_client, Session(0), request, out _);
        using var message = Verify(bytes);
        Assert.Equal(new Uri(address), message.Headers.To);
    }

    [Fact]
    public void A_message_with_another_header_is_protected_in_full()
    {
        Write(_client, Session(0), CreateRequest("urn:echo/Echo", "hello"), out _);
        var request = CreateRequest("urn:echo/Echo", "hello");
        request.Headers.Add(MessageHeader.CreateHeader("Extra", "urn:app", "value"));
        var bytes = Write(_client, Session(0), request, out var isFormed);
        Assert.False(isFormed);
        using var message = Verify(bytes);
        Assert.Equal("value", message.Headers.GetHeader<string>("Extra", "urn:app"));
    }

    [Fact]
    public void A_header_that_a_transport_adds_does_not_spoil_it()
    {
        Write(_client, Session(0), CreateRequest("urn:echo/Echo", "hello"), out _);
        using var secured = Protect(_client, Session(0), CreateRequest("urn:echo/Echo", "hello"));
        Assert.IsType<FormedMessage>(secured);
        secured.Headers.Insert(1, MessageHeader.CreateHeader("Hop", "urn:transport", "value"));
        using var message = Verify(Encode(secured));
        Assert.Equal("value", message.Headers.GetHeader<string>("Hop", "urn:transport"));
        Assert.Equal("hello", message.GetBody<string>());
    }

    [Fact]
    public void An_encoder_of_another_kind_writes_the_same()
    {
        Write(_client, Session(0), CreateRequest("urn:echo/Echo", "hello"), out _);
        using var secured = Protect(_client, Session(0), CreateRequest("urn:echo/Echo", "hello"));
        Assert.IsType<FormedMessage>(secured);
        var encoder = new BinaryMessageEncodingBindingElement().CreateMessageEncoderFactory().Encoder;
        var bytes = encoder.WriteMessage(secured, int.MaxValue, _buffers, 0);
        var verified = _service.Protection.VerifyOfClient(encoder.ReadMessage(bytes, _buffers, encoder.ContentType), _service);
        using var message = verified.Message;
        verified.Key.Return();
        Assert.Equal("hello", message.GetBody<string>());
    }

    [Fact]
    public void It_is_written_once_and_not_after_its_end()
    {
        Write(_client, Session(0), CreateRequest("urn:echo/Echo", "hello"), out _);
        var secured = Protect(_client, Session(0), CreateRequest("urn:echo/Echo", "hello"));
        Encode(secured);
        Assert.Throws<InvalidOperationException>(() => Encode(secured));
        secured.Close();
        secured = Protect(_client, Session(0), CreateRequest("urn:echo/Echo", "hello"));
        secured.Close();
        Assert.Throws<ObjectDisposedException>(() => Encode(secured));
    }

    [Fact]
    public void Many_at_once_do_not_meet()
    {
        Write(_client, Session(0), CreateRequest("urn:echo/Echo", "hello"), out _);
        Parallel.For(0, 400, new ParallelOptions { MaxDegreeOfParallelism = 16 }, i =>
        {
            var text = new string((char)('a' + (i % 26)), i * 31);
            using var message = Verify(Write(_client, Session(0), CreateRequest("urn:echo/Echo", text), out var isFormed));
            Assert.True(isFormed);
            Assert.Equal(text, message.GetBody<string>());
        });
    }

    [GeneratedRegex("uuid-[0-9a-f-]{36}-[0-9]+")]
    private static partial Regex Ids();

    [GeneratedRegex("(?<=<u:Timestamp u:Id=\")[^\"]+")]
    private static partial Regex TimestampId();

    [GeneratedRegex("(?<=CipherValue>)[^<]{20}")]
    private static partial Regex CipherStart();

    [GeneratedRegex("(?<=(Value|Nonce)>)[^<]+")]
    private static partial Regex Values();

    [GeneratedRegex("urn:uuid:[0-9a-f-]{36}")]
    private static partial Regex Names();

    // What is left when the words of one message are taken out; how long they are stays.
    private static string Shape(byte[] bytes) =>
        Names().Replace(Values().Replace(Ids().Replace(Encoding.UTF8.GetString(bytes), "id"), static match => $"{match.Length}"), "name");

    private VerifiedMessage Verify(byte[] bytes)
    {
        // Each encoder reads in full what it reads first.
        var received = Read(bytes);
        Assert.Null(received.Match);
        var verified = _service.Protection.VerifyOfClient(received, _service);
        verified.Key.Return();
        Assert.Equal(6, verified.Message.Security.PrimarySignature!.Covered.Count);
        return verified.Message;
    }

    private static Message Read(byte[] bytes, MessageEncoder? encoder = null)
    {
        encoder ??= CreateEncoder();
        var buffer = _buffers.TakeBuffer(bytes.Length);
        bytes.CopyTo(buffer, 0);
        return encoder.ReadMessage(new ArraySegment<byte>(buffer, 0, bytes.Length), _buffers, encoder.ContentType);
    }

    private static SecuredMessage Protect(SessionSide side, ContextName session, Message message) => side.Protection.Protect(message, session, side.Sessions[session.Identifier]);

    private static byte[] Write(SessionSide side, ContextName session, Message message, out bool isFormed)
    {
        using var secured = Protect(side, session, message);
        isFormed = secured is FormedMessage;
        return Encode(secured);
    }

    private static byte[] Encode(SecuredMessage secured)
    {
        var written = CreateEncoder().WriteMessage(secured, int.MaxValue, _buffers, 0);
        var bytes = written.ToArray();
        _buffers.ReturnBuffer(written.Array!);
        return bytes;
    }

    private static Message CreateRequest(string action, string text)
    {
        var request = Message.CreateMessage(MessageVersion.Soap12WSAddressing10, action, text);
        request.Headers.MessageId = new UniqueId();
        request.Headers.SetAnonymousReplyTo();
        request.Headers.To = new Uri("http://localhost/service");
        return request;
    }

    private static Message CreateReply(string text)
    {
        var reply = Message.CreateMessage(MessageVersion.Soap12WSAddressing10, "urn:echo/EchoResponse", text);
        reply.Headers.RelatesTo = new UniqueId();
        reply.Headers.To = EndpointAddress.AnonymousUri;
        return reply;
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
