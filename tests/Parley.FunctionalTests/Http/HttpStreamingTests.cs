using System.Xml;
using Parley.Channels;

namespace Parley.FunctionalTests.Http;

/// <summary>Bodies that are larger than anybody wants to hold.</summary>
public sealed class HttpStreamingTests
{
    private const int ItemLength = 4096;
    private const int Items = 50 * 1024 * 1024 / ItemLength;

    [Fact]
    public async Task A_request_of_50_MB_is_read_while_it_is_sent()
    {
        var body = new EndlessItems(Items);
        var writtenWhenFirstWasRead = int.MaxValue;
        var read = 0;
        await using var service = await StartAsync(async context =>
        {
            using (var reader = context.RequestMessage.GetReaderAtBodyContents())
            {
                reader.ReadStartElement();
                while (reader.NodeType == XmlNodeType.Element)
                {
                    reader.ReadElementContentAsString();
                    if (read++ == 0)
                    {
                        writtenWhenFirstWasRead = body.Written;
                    }
                }
            }

            using var reply = Message.CreateMessage(context.RequestMessage.Version, "urn:echo/TakeResponse", "taken");
            await context.ReplyAsync(reply);
        });
        await using var client = await OpenAsync(service);
        using var request = Message.CreateMessage(MessageVersion.Soap12WSAddressing10, "urn:echo/Take", body);

        using var reply = await client.RequestAsync(request);

        Assert.Equal("taken", reply!.GetBody<string>());
        Assert.Equal(Items, read);

        // What lies between the two is the sockets' buffers, a few megabytes, and not the message.
        Assert.InRange(writtenWhenFirstWasRead, 1, Items / 2);
    }

    [Fact]
    public async Task A_reply_of_50_MB_is_read_while_it_is_sent()
    {
        var body = new EndlessItems(Items);
        await using var service = await StartAsync(async context =>
        {
            using var reply = Message.CreateMessage(context.RequestMessage.Version, "urn:echo/GiveResponse", body);
            await context.ReplyAsync(reply);
        });
        await using var client = await OpenAsync(service);
        using var request = Message.CreateMessage(MessageVersion.Soap12WSAddressing10, "urn:echo/Give", "all");
        using var reply = await client.RequestAsync(request);
        using var reader = reply!.GetReaderAtBodyContents();
        reader.ReadStartElement();
        var written = 0;
        var read = 0;
        while (reader.NodeType == XmlNodeType.Element)
        {
            reader.ReadElementContentAsString();
            if (read++ == 0)
            {
                written = body.Written;
            }
        }

        Assert.Equal(Items, read);
        Assert.InRange(written, 1, Items / 2);
    }

    [Fact]
    public async Task A_streamed_reply_whose_own_source_fails_is_not_blamed_on_the_client()
    {
        var seen = new TaskCompletionSource<Exception>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var service = await StartAsync(async context =>
        {
            using var broken = Message.CreateMessage(context.RequestMessage.Version, "urn:echo/GiveResponse", new BrokenSource());
            seen.SetResult(await Assert.ThrowsAnyAsync<Exception>(() => context.ReplyAsync(broken).AsTask()));
            context.Abort();
        });
        await using var client = await OpenAsync(service);
        using var request = Message.CreateMessage(MessageVersion.Soap12WSAddressing10, "urn:echo/Give", "all");

        // The reply's head may be there before its source fails.
        using var reply = await client.RequestAsync(request);
        Assert.Equal("the disk is gone", Assert.IsType<IOException>(await seen.Task.WaitAsync(TimeSpan.FromSeconds(30))).Message);
    }

    [Fact]
    public async Task A_streamed_request_beyond_the_quota_ends_while_it_is_read()
    {
        var seen = new TaskCompletionSource<Exception?>();
        await using var service = await StartAsync(
            async context =>
            {
                seen.TrySetResult(Record.Exception(() =>
                {
                    using var reader = context.RequestMessage.GetReaderAtBodyContents();
                    while (reader.Read())
                    {
                    }
                }));
                await context.ReplyAsync(null);
            },
            maxReceivedMessageSize: 1_000_000);
        await using var client = await OpenAsync(service);
        using var request = Message.CreateMessage(MessageVersion.Soap12WSAddressing10, "urn:echo/Take", new EndlessItems(1000));
        await Record.ExceptionAsync(() => client.RequestAsync(request));
        var exception = Assert.IsAssignableFrom<CommunicationException>(await seen.Task.WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.IsType<QuotaExceededException>(exception.InnerException);
    }

    [Fact]
    public async Task A_one_way_request_can_be_streamed_after_it_was_accepted()
    {
        var read = new TaskCompletionSource<int>();
        await using var service = await StartAsync(async context =>
        {
            await context.ReplyAsync(null);
            using var reader = context.RequestMessage.GetReaderAtBodyContents();
            var items = 0;
            reader.ReadStartElement();
            while (reader.NodeType == XmlNodeType.Element)
            {
                reader.ReadElementContentAsString();
                items++;
            }

            read.SetResult(items);
        });
        await using var client = await OpenAsync(service);
        using var request = Message.CreateMessage(MessageVersion.Soap12WSAddressing10, "urn:echo/Take", new EndlessItems(10));
        Assert.Null(await client.RequestAsync(request));
        Assert.Equal(10, await read.Task.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task Streamed_headers_beyond_MaxBufferSize_get_413()
    {
        await using var service = await StartAsync(HttpEchoService.EchoAsync);
        var request = Requests.Soap12.Replace("urn:uuid:1", new string('u', 100_000), StringComparison.Ordinal);
        var response = await RawHttpClient.SendOnceAsync(service.Uri, RawHttpClient.Post("application/soap+xml; charset=utf-8", request));
        Assert.Equal(413, response.Status);
    }

    private static Task<HttpEchoService> StartAsync(Func<RequestContext, Task> answer, long maxReceivedMessageSize = 100_000_000) =>
        HttpEchoService.StartAsync(Binding(maxReceivedMessageSize), new Uri("http://127.0.0.1:0/calc"), answer);

    private static Task<HttpClientSide> OpenAsync(HttpEchoService service) => HttpClientSide.OpenAsync(Binding(100_000_000), service.Uri);

    private static CustomBinding Binding(long maxReceivedMessageSize) => HttpEchoService.Binding(
        MessageVersion.Soap12WSAddressing10,
        new HttpTransportBindingElement { TransferMode = TransferMode.Streamed, MaxReceivedMessageSize = maxReceivedMessageSize });

    private sealed class EndlessItems(int count) : BodyWriter(isBuffered: false)
    {
        private static readonly string _item = new('i', ItemLength);

        public int Written { get; private set; }

        protected override void OnWriteBodyContents(XmlDictionaryWriter writer)
        {
            writer.WriteStartElement("Items", "urn:echo");
            for (; Written < count; Written++)
            {
                writer.WriteElementString("Item", "urn:echo", _item);
            }

            writer.WriteEndElement();
        }
    }

    private sealed class BrokenSource() : BodyWriter(isBuffered: false)
    {
        protected override void OnWriteBodyContents(XmlDictionaryWriter writer)
        {
            writer.WriteStartElement("Items", "urn:echo");
            writer.WriteString(new string('x', 200_000));
            throw new IOException("the disk is gone");
        }
    }
}
