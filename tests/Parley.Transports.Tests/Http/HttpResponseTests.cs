using System.IO.Compression;
using System.Net;
using System.Text;
using Parley.Channels;
using Parley.Security;

namespace Parley.Transports.Tests.Http;

/// <summary>What the client makes of responses.</summary>
public sealed class HttpResponseTests
{
    private const string Xml = "text/xml; charset=utf-8";

    private const string Soap11Fault =
        "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body><s:Fault><faultcode>s:Client</faultcode><faultstring>no</faultstring></s:Fault></s:Body></s:Envelope>";

    [Theory]
    [InlineData("wcf-basic-response", 11)]
    [InlineData("mono-basic-response", 11)]
    [InlineData("wcf-ws-response", 12)]
    public async Task A_recorded_reply_is_read(string capture, int soap)
    {
        var version = soap == 11 ? MessageVersion.Soap11 : MessageVersion.Soap12WSAddressing10;
        await using var server = new ScriptedHttpServer(Captures.Read(capture));
        await using var client = await HttpClientSide.OpenAsync(server.Uri, version, new HttpTransportBindingElement());
        using var reply = await client.RequestAsync(HttpClientSide.Request(version));
        Assert.NotNull(reply);
        Assert.False(reply.IsFault);
        using var body = reply.GetReaderAtBodyContents();
        Assert.EndsWith("Response", body.LocalName, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_recorded_fault_is_read()
    {
        await using var server = new ScriptedHttpServer(Captures.Read("netfx-fault-response"));
        await using var client = await HttpClientSide.OpenAsync(server.Uri, MessageVersion.Soap12WSAddressing10, new HttpTransportBindingElement());
        using var reply = await client.RequestAsync(HttpClientSide.Request(MessageVersion.Soap12WSAddressing10));
        Assert.True(reply!.IsFault);
    }

    [Theory]
    [InlineData("HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 202 Accepted\r\nContent-Type: text/xml; charset=utf-8\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 202 Accepted\r\nContent-Type: text/html\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 202 Accepted\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 204 No Content\r\n\r\n")]
    public async Task An_empty_response_is_no_reply(string response)
    {
        foreach (var mode in Enum.GetValues<TransferMode>())
        {
            await using var server = new ScriptedHttpServer(response);
            await using var client = await HttpClientSide.OpenAsync(server.Uri, new HttpTransportBindingElement { TransferMode = mode });
            Assert.Null(await client.RequestAsync());
        }
    }

    [Theory]
    [InlineData(500)]
    [InlineData(400)]
    public async Task A_fault_is_a_reply_whatever_of_its_statuses_it_comes_with(int status)
    {
        await using var server = new ScriptedHttpServer(ScriptedHttpServer.Response(status, Xml, Soap11Fault));
        await using var client = await HttpClientSide.OpenAsync(server.Uri);
        using var reply = await client.RequestAsync();
        Assert.True(reply!.IsFault);
        Assert.Equal((HttpStatusCode)status, ((HttpResponseMessageProperty)reply.Properties[HttpResponseMessageProperty.Name]).StatusCode);
    }

    [Theory]
    [InlineData(301, typeof(ProtocolException))]
    [InlineData(302, typeof(ProtocolException))]
    [InlineData(400, typeof(ProtocolException))]
    [InlineData(401, typeof(MessageSecurityException))]
    [InlineData(403, typeof(MessageSecurityException))]
    [InlineData(404, typeof(EndpointNotFoundException))]
    [InlineData(405, typeof(ProtocolException))]
    [InlineData(407, typeof(MessageSecurityException))]
    [InlineData(410, typeof(EndpointNotFoundException))]
    [InlineData(413, typeof(ProtocolException))]
    [InlineData(415, typeof(ProtocolException))]
    [InlineData(500, typeof(ProtocolException))]
    [InlineData(501, typeof(ProtocolException))]
    [InlineData(503, typeof(ServerTooBusyException))]
    public async Task A_status_without_a_message_is_an_exception_that_names_it(int status, Type exceptionType)
    {
        await using var server = new ScriptedHttpServer(ScriptedHttpServer.Response(status, null, string.Empty, "Location: /elsewhere\r\n"));
        await using var client = await HttpClientSide.OpenAsync(server.Uri);
        var exception = await Assert.ThrowsAsync(exceptionType, () => client.RequestAsync());
        Assert.Contains(server.Uri.ToString(), exception.Message, StringComparison.Ordinal);
        Assert.Equal(CommunicationState.Opened, client.Channel.State);
    }

    [Fact]
    public async Task A_reason_that_ends_in_a_full_stop_does_not_make_two()
    {
        await using var server = new ScriptedHttpServer("HTTP/1.1 415 It is not text/xml.\r\nContent-Length: 0\r\n\r\n");
        await using var client = await HttpClientSide.OpenAsync(server.Uri);
        var exception = await Assert.ThrowsAsync<ProtocolException>(() => client.RequestAsync());
        Assert.Contains("(415) It is not text/xml. The bindings", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_html_page_with_a_status_of_failure_is_told_by_its_status()
    {
        await using var server = new ScriptedHttpServer(ScriptedHttpServer.Response(404, "text/html", "<html>no</html>"));
        await using var client = await HttpClientSide.OpenAsync(server.Uri);
        await Assert.ThrowsAsync<EndpointNotFoundException>(() => client.RequestAsync());
    }

    [Theory]
    [InlineData(200)]
    [InlineData(500)]
    public async Task A_wrong_content_type_is_shown_with_the_start_of_the_reply(int status)
    {
        var page = "<html>a page in the way " + new string('x', 4000) + "</html>";
        await using var server = new ScriptedHttpServer(ScriptedHttpServer.Response(status, "text/html", page));
        await using var client = await HttpClientSide.OpenAsync(server.Uri);
        var exception = await Assert.ThrowsAsync<ProtocolException>(() => client.RequestAsync());
        Assert.Contains("text/html", exception.Message, StringComparison.Ordinal);
        Assert.Contains("1024 bytes", exception.Message, StringComparison.Ordinal);
        Assert.Contains("<html>a page in the way", exception.Message, StringComparison.Ordinal);
        Assert.True(exception.Message.Length < 2000);
    }

    [Fact]
    public async Task A_body_without_a_content_type_is_refused()
    {
        await using var server = new ScriptedHttpServer(ScriptedHttpServer.Response(200, null, HttpClientSide.Soap11Reply));
        await using var client = await HttpClientSide.OpenAsync(server.Uri);
        await Assert.ThrowsAsync<ProtocolException>(() => client.RequestAsync());
    }

    [Fact]
    public async Task The_other_soap_version_is_refused_by_its_content_type()
    {
        await using var server = new ScriptedHttpServer(ScriptedHttpServer.Response(200, "application/soap+xml; charset=utf-8", HttpClientSide.Soap11Reply));
        await using var client = await HttpClientSide.OpenAsync(server.Uri);
        await Assert.ThrowsAsync<ProtocolException>(() => client.RequestAsync());
    }

    [Theory]
    [InlineData("this is not xml")]
    [InlineData("<a/>")]
    [InlineData("<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\">")]
    [InlineData("<!DOCTYPE a [<!ENTITY b \"c\">]><s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body/></s:Envelope>")]
    public async Task A_body_that_is_no_message_is_a_communication_exception(string body)
    {
        await using var server = new ScriptedHttpServer(ScriptedHttpServer.Response(200, Xml, body));
        await using var client = await HttpClientSide.OpenAsync(server.Uri);
        await Assert.ThrowsAnyAsync<CommunicationException>(() => client.RequestAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: text/xml")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: text/xml; charset=utf-8\r\nContent-Length: 500\r\n\r\n<s:Envelope")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: text/xml; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n40\r\n<s:Envelope")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: text/xml; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n\r\n")]
    public async Task A_reply_that_breaks_off_or_is_not_http_is_a_communication_exception(string response)
    {
        foreach (var mode in new[] { TransferMode.Buffered, TransferMode.Streamed })
        {
            await using var server = new ScriptedHttpServer(async (_, stream) =>
            {
                await stream.WriteAsync(Encoding.UTF8.GetBytes(response));
                throw new CloseConnectionException();
            });
            await using var client = await HttpClientSide.OpenAsync(server.Uri, new HttpTransportBindingElement { TransferMode = mode });
            var exception = await Assert.ThrowsAnyAsync<CommunicationException>(async () =>
            {
                using var reply = await client.RequestAsync();
                using var body = reply!.GetReaderAtBodyContents();
                body.ReadOuterXml();
            });
            Assert.IsNotType<EndpointNotFoundException>(exception);
        }
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    public async Task A_packed_reply_is_unpacked(string encoding)
    {
        await using var server = new ScriptedHttpServer(Packed(encoding, HttpClientSide.Soap11Reply));
        await using var client = await HttpClientSide.OpenAsync(server.Uri);
        using var reply = await client.RequestAsync();
        using var body = reply!.GetReaderAtBodyContents();
        Assert.Equal("back", body.ReadElementContentAsString());
        Assert.Equal("gzip, deflate", server.Requests[0]["Accept-Encoding"]);
    }

    [Fact]
    public async Task A_packed_reply_counts_unpacked_against_the_quota()
    {
        var bomb = HttpClientSide.Soap11Reply.Replace("back", new string('b', 1_000_000), StringComparison.Ordinal);
        await using var server = new ScriptedHttpServer(Packed("gzip", bomb));
        await using var client = await HttpClientSide.OpenAsync(server.Uri);
        var exception = await Assert.ThrowsAsync<CommunicationException>(() => client.RequestAsync());
        Assert.IsType<QuotaExceededException>(exception.InnerException);
    }

    [Fact]
    public async Task Without_decompression_none_is_asked_for()
    {
        await using var server = new ScriptedHttpServer(ScriptedHttpServer.Response(200, Xml, HttpClientSide.Soap11Reply));
        await using var client = await HttpClientSide.OpenAsync(server.Uri, new HttpTransportBindingElement { DecompressionEnabled = false });
        await client.RequestAsync();
        Assert.Null(server.Requests[0]["Accept-Encoding"]);
    }

    [Fact]
    public async Task A_content_encoding_that_nobody_asked_for_is_refused()
    {
        await using var server = new ScriptedHttpServer(ScriptedHttpServer.Response(200, Xml, HttpClientSide.Soap11Reply, "Content-Encoding: br\r\n"));
        await using var client = await HttpClientSide.OpenAsync(server.Uri);
        await Assert.ThrowsAsync<ProtocolException>(() => client.RequestAsync());
    }

    [Fact]
    public async Task The_response_s_status_and_headers_are_on_the_reply()
    {
        await using var server = new ScriptedHttpServer(ScriptedHttpServer.Response(200, Xml, HttpClientSide.Soap11Reply, "X-Tenant: blue\r\n"));
        await using var client = await HttpClientSide.OpenAsync(server.Uri);
        using var reply = await client.RequestAsync();
        var property = (HttpResponseMessageProperty)reply!.Properties[HttpResponseMessageProperty.Name];
        Assert.Equal(HttpStatusCode.OK, property.StatusCode);
        Assert.Equal("Scripted", property.StatusDescription);
        Assert.Equal("blue", property.Headers["X-Tenant"]);
        Assert.Equal(Xml, property.Headers["Content-Type"]);
    }

    private static byte[] Packed(string encoding, string body)
    {
        using var packed = new MemoryStream();
        using (Stream packer = encoding == "gzip" ? new GZipStream(packed, CompressionLevel.Fastest, true) : new ZLibStream(packed, CompressionLevel.Fastest, true))
        {
            packer.Write(Encoding.UTF8.GetBytes(body));
        }

        var head = $"HTTP/1.1 200 OK\r\nContent-Type: {Xml}\r\nContent-Encoding: {encoding}\r\nContent-Length: {packed.Length}\r\n\r\n";
        return [.. Encoding.ASCII.GetBytes(head), .. packed.ToArray()];
    }
}
