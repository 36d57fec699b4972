using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Parley.Channels;
using Parley.Channels.Tests;

namespace Parley.Transports.Tests.Http;

/// <summary>The life of client channels: timeouts, aborts, limits, peers that cannot be reached.</summary>
public sealed class HttpRequestChannelTests
{
    private const string Xml = "text/xml; charset=utf-8";

    [Fact]
    public async Task A_port_where_nothing_listens_is_an_endpoint_not_found()
    {
        var port = FreePort.Take();
        await using var client = await HttpClientSide.OpenAsync(new Uri($"http://127.0.0.1:{port}/calc"));
        var exception = await Assert.ThrowsAsync<EndpointNotFoundException>(() => client.RequestAsync());
        Assert.IsType<HttpRequestException>(exception.InnerException);
    }

    [Fact]
    public async Task A_host_name_that_does_not_exist_is_an_endpoint_not_found()
    {
        await using var client = await HttpClientSide.OpenAsync(new Uri("http://parley.invalid/calc"));
        await Assert.ThrowsAsync<EndpointNotFoundException>(() => client.RequestAsync());
    }

    [Fact]
    public async Task A_service_that_does_not_answer_is_a_timeout_that_names_the_setting()
    {
        var clock = new ManualTimeProvider();
        var arrived = new TaskCompletionSource();
        var silent = new TaskCompletionSource();
        await using var server = new ScriptedHttpServer((_, _) =>
        {
            arrived.SetResult();
            return silent.Task;
        });
        await using var client = await HttpClientSide.OpenAsync(server.Uri, null, clock);
        var request = client.RequestAsync();
        await arrived.Task.WaitAsync(HttpClientSide.Guard);

        clock.Advance(TimeSpan.FromSeconds(61));

        var exception = await Assert.ThrowsAsync<TimeoutException>(() => request);
        Assert.Contains("SendTimeout", exception.Message, StringComparison.Ordinal);
        Assert.Contains("00:01:00", exception.Message, StringComparison.Ordinal);
        Assert.Equal(CommunicationState.Opened, client.Channel.State);
    }

    [Fact]
    public async Task A_service_that_stops_in_the_middle_of_its_reply_is_a_timeout()
    {
        var clock = new ManualTimeProvider();
        var half = new TaskCompletionSource();
        var silent = new TaskCompletionSource();
        await using var server = new ScriptedHttpServer(async (_, stream) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: text/xml; charset=utf-8\r\nContent-Length: 1000\r\n\r\n<s:Env"u8.ToArray());
            half.SetResult();
            await silent.Task;
        });
        await using var client = await HttpClientSide.OpenAsync(server.Uri, null, clock);
        var request = client.RequestAsync();
        await half.Task.WaitAsync(HttpClientSide.Guard);
        clock.Advance(TimeSpan.FromSeconds(61));
        await Assert.ThrowsAsync<TimeoutException>(() => request);
    }

    [Fact]
    public async Task A_caller_who_gives_up_sees_its_own_cancellation()
    {
        using var caller = new CancellationTokenSource();
        await using var server = new ScriptedHttpServer(async (_, _) => await caller.CancelAsync());
        await using var client = await HttpClientSide.OpenAsync(server.Uri);
        using var request = HttpClientSide.Request();
        var exception = await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await client.Channel.RequestAsync(request, caller.Token));
        Assert.Equal(caller.Token, exception.CancellationToken);
    }

    [Fact]
    public async Task An_abort_ends_the_requests_under_way()
    {
        var arrived = new TaskCompletionSource();
        var silent = new TaskCompletionSource();
        await using var server = new ScriptedHttpServer((_, _) =>
        {
            arrived.TrySetResult();
            return silent.Task;
        });
        await using var client = await HttpClientSide.OpenAsync(server.Uri);
        var request = client.RequestAsync();
        await arrived.Task.WaitAsync(HttpClientSide.Guard);
        client.Channel.Abort();
        await Assert.ThrowsAsync<CommunicationObjectAbortedException>(() => request);
        await Assert.ThrowsAsync<CommunicationObjectAbortedException>(() => client.RequestAsync());
    }

    [Fact]
    public async Task A_close_waits_for_the_request_under_way()
    {
        var arrived = new TaskCompletionSource();
        var goOn = new TaskCompletionSource();
        await using var server = new ScriptedHttpServer(async (_, stream) =>
        {
            arrived.SetResult();
            await goOn.Task;
            await stream.WriteAsync(Encoding.UTF8.GetBytes(ScriptedHttpServer.Response(200, Xml, HttpClientSide.Soap11Reply)));
        });
        await using var client = await HttpClientSide.OpenAsync(server.Uri);
        var request = client.RequestAsync();
        await arrived.Task.WaitAsync(HttpClientSide.Guard);
        var close = client.Channel.CloseAsync().AsTask();
        Assert.False(close.IsCompleted);
        goOn.SetResult();
        using var reply = await request;
        Assert.NotNull(reply);
        await close.WaitAsync(HttpClientSide.Guard);
    }

    [Fact]
    public async Task A_channel_that_is_not_open_sends_nothing()
    {
        await using var server = new ScriptedHttpServer(string.Empty);
        await using var client = await HttpClientSide.OpenAsync(server.Uri);
        var created = client.Factory.CreateChannel(new EndpointAddress(server.Uri));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await created.RequestAsync(HttpClientSide.Request()));
        await client.Channel.CloseAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => client.RequestAsync());
        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_reply_larger_than_MaxReceivedMessageSize_is_refused(bool lengthIsKnown)
    {
        var body = HttpClientSide.Soap11Reply.Replace("back", new string('b', 70_000), StringComparison.Ordinal);
        var response = lengthIsKnown
            ? ScriptedHttpServer.Response(200, Xml, body)
            : string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 200 OK\r\nContent-Type: {Xml}\r\nTransfer-Encoding: chunked\r\n\r\n{body.Length:x}\r\n{body}\r\n0\r\n\r\n");
        await using var server = new ScriptedHttpServer(response);
        await using var client = await HttpClientSide.OpenAsync(server.Uri);
        var exception = await Assert.ThrowsAsync<CommunicationException>(() => client.RequestAsync());
        Assert.IsType<QuotaExceededException>(exception.InnerException);
        Assert.Contains("MaxReceivedMessageSize", exception.Message, StringComparison.Ordinal);
        Assert.Contains("65536", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reply_of_unknown_length_within_the_quota_is_read_whole()
    {
        var body = HttpClientSide.Soap11Reply.Replace("back", new string('b', 60_000), StringComparison.Ordinal);
        await using var server = new ScriptedHttpServer(string.Create(
            CultureInfo.InvariantCulture, $"HTTP/1.1 200 OK\r\nContent-Type: {Xml}\r\nTransfer-Encoding: chunked\r\n\r\n{body.Length:x}\r\n{body}\r\n0\r\n\r\n"));
        await using var client = await HttpClientSide.OpenAsync(server.Uri);
        using var reply = await client.RequestAsync();
        using var reader = reply!.GetReaderAtBodyContents();
        Assert.Contains(new string('b', 60_000), reader.ReadOuterXml(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_streamed_reply_is_read_while_it_comes_and_its_quota_counts_on_the_way()
    {
        var readStart = new TaskCompletionSource();
        await using var server = new ScriptedHttpServer(async (_, stream) =>
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(
                $"HTTP/1.1 200 OK\r\nContent-Type: {Xml}\r\nTransfer-Encoding: chunked\r\n\r\n"));
            var start = "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body><Big xmlns=\"urn:echo\"><Item>first</Item>" + new string(' ', 8192);
            await WriteChunkAsync(stream, start);
            await readStart.Task;
            for (var i = 0; i < 40; i++)
            {
                await WriteChunkAsync(stream, $"<Item>{new string('i', 4000)}</Item>");
            }
        });
        await using var client = await HttpClientSide.OpenAsync(
            server.Uri, new HttpTransportBindingElement { TransferMode = TransferMode.StreamedResponse, MaxReceivedMessageSize = 100_000, MaxBufferSize = 16_384 });
        using var reply = await client.RequestAsync();
        using var reader = reply!.GetReaderAtBodyContents();
        reader.ReadStartElement("Big", "urn:echo");
        Assert.Equal("first", reader.ReadElementContentAsString());
        readStart.SetResult();
        var exception = Assert.Throws<CommunicationException>(() =>
        {
            while (reader.Read())
            {
            }
        });
        Assert.IsType<QuotaExceededException>(exception.InnerException);
    }

    [Fact]
    public async Task Many_requests_may_be_under_way_on_one_channel()
    {
        await using var server = new ScriptedHttpServer(ScriptedHttpServer.Response(200, Xml, HttpClientSide.Soap11Reply));
        await using var client = await HttpClientSide.OpenAsync(server.Uri);
        var replies = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => client.RequestAsync()));
        Assert.All(replies, reply => Assert.False(reply!.IsFault));
        Assert.Equal(50, server.Requests.Count);
    }

    private static async Task WriteChunkAsync(Stream stream, string chunk) =>
        await stream.WriteAsync(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{chunk.Length:x}\r\n{chunk}\r\n")));
}
