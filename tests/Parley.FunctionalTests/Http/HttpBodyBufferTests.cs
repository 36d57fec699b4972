using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Parley.Channels;
using Parley.FunctionalTests.Framing;

namespace Parley.FunctionalTests.Http;

/// <summary>How much memory a buffered body takes before it has come.</summary>
public sealed class HttpBodyBufferTests
{
    [Fact]
    public async Task A_large_content_length_of_a_request_is_believed_only_as_far_as_its_bytes_come()
    {
        var buffers = new CountingBuffers();
        var element = new HttpTransportBindingElement { MaxReceivedMessageSize = 1_000_000_000 };
        var encoder = new TextMessageEncodingBindingElement().CreateMessageEncoderFactory().Encoder;
        var reader = new HttpRequestReader(element, encoder, buffers, TimeSpan.FromMinutes(10), TimeProvider.System);
        var body = new Pipe();
        var http = new DefaultHttpContext();
        http.Request.ContentType = encoder.ContentType;
        http.Request.ContentLength = 900_000_000;
        http.Request.Body = body.Reader.AsStream();

        var reading = reader.ReadAsync(http, null, default).AsTask();

        Assert.InRange(buffers.LargestLent, 1, 1024 * 1024);
        await body.Writer.CompleteAsync();
        await Assert.ThrowsAsync<HttpRefusal>(() => reading);
        Assert.Equal(0, buffers.Lent);
        Assert.Equal(0, buffers.Problems);
    }

    [Fact]
    public async Task A_large_content_length_of_a_reply_is_believed_only_as_far_as_its_bytes_come()
    {
        var buffers = new CountingBuffers();
        var body = new Pipe();
        var reading = HttpBody.ReadAsync(
            body.Reader.AsStream(), 900_000_000, new HttpQuota(1_000_000_000, "MaxReceivedMessageSize"), buffers, default).AsTask();

        Assert.InRange(buffers.LargestLent, 1, 1024 * 1024);
        await body.Writer.CompleteAsync();
        await Assert.ThrowsAsync<EndOfStreamException>(() => reading);
        Assert.Equal(0, buffers.Lent);
        Assert.Equal(0, buffers.Problems);
    }

    [Fact]
    public async Task A_body_that_is_as_large_as_it_says_comes_whole()
    {
        var binding = HttpEchoService.Binding(MessageVersion.Soap12WSAddressing10, new HttpTransportBindingElement { MaxReceivedMessageSize = 10_000_000 });
        ((TextMessageEncodingBindingElement)binding.Elements[0]).ReaderQuotas.MaxStringContentLength = 10_000_000;
        await using var service = await HttpEchoService.StartAsync(binding, new Uri("http://127.0.0.1:0/calc"), HttpEchoService.EchoAsync);
        await using var client = await HttpClientSide.OpenAsync(binding, service.Uri);
        var text = string.Concat(Enumerable.Range(0, 300_000).Select(i => (char)('a' + (i % 26)) + "é<"));
        Assert.Equal(text, await client.EchoAsync(text));
    }
}
