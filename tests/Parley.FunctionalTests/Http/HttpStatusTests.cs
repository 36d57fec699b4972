using System.Text;
using Parley.Channels;

namespace Parley.FunctionalTests.Http;

/// <summary>The statuses and heads of the service's responses, byte by byte.</summary>
public sealed class HttpStatusTests
{
    private const string Xml = "text/xml; charset=utf-8";
    private const string Soap12 = "application/soap+xml; charset=utf-8";

    [Theory]
    [InlineData("wcf-basic-request", Xml)]
    [InlineData("mono-basic-request", Xml)]
    [InlineData("wcf-ws-request", Soap12)]
    [InlineData("mono-ws-request", Soap12)]
    [InlineData("netfx-ws-request", Soap12)]
    [InlineData("mono-binary-request", "application/soap+msbin1")]
    public async Task A_recorded_request_gets_its_reply(string capture, string contentType)
    {
        var request = await File.ReadAllBytesAsync(Path.Combine(AppContext.BaseDirectory, "Http", "Captures", capture + ".http"));
        var path = Encoding.ASCII.GetString(request).Split(' ')[1];
        MessageEncodingBindingElement encoding = capture.Contains("binary", StringComparison.Ordinal)
            ? new BinaryMessageEncodingBindingElement()
            : new TextMessageEncodingBindingElement { MessageVersion = contentType == Xml ? MessageVersion.Soap11 : MessageVersion.Soap12WSAddressing10 };
        await using var service = await HttpEchoService.StartAsync(
            new CustomBinding(encoding, new HttpTransportBindingElement()), new Uri($"http://127.0.0.1:0{path}"), HttpEchoService.EchoAsync);
        using var client = await RawHttpClient.ConnectAsync(service.Uri);

        await client.SendAsync(request);

        var response = await client.ReadAsync();
        if (response.Status == 100)
        {
            response = await client.ReadAsync();
        }

        Assert.Equal(200, response.Status);
        Assert.Equal(contentType, response["Content-Type"]);
        Assert.Null(response["Transfer-Encoding"]);
        Assert.NotEmpty(response.Body);
    }

    [Fact]
    public async Task A_request_without_a_reply_gets_an_empty_202_without_a_content_type()
    {
        var request = await File.ReadAllBytesAsync(Path.Combine(AppContext.BaseDirectory, "Http", "Captures", "netfx-oneway-request.http"));
        await using var service = await HttpEchoService.StartAsync(
            HttpEchoService.Binding(MessageVersion.Soap12WSAddressing10), new Uri("http://127.0.0.1:0/wsh-none"), context => context.ReplyAsync(null).AsTask());
        using var client = await RawHttpClient.ConnectAsync(service.Uri);
        await client.SendAsync(request);
        var response = await client.ReadAsync();
        Assert.Equal("HTTP/1.1 202 Accepted", response.StatusLine);
        Assert.Null(response["Content-Type"]);
        Assert.Equal("0", response["Content-Length"]);
    }

    [Fact]
    public async Task A_fault_gets_500()
    {
        await using var service = await HttpEchoService.StartAsync(
            HttpEchoService.Binding(MessageVersion.Soap11),
            new Uri("http://127.0.0.1:0/calc"),
            async context =>
            {
                using var fault = Message.CreateMessage(
                    MessageVersion.Soap11, MessageFault.CreateFault(new FaultCode("Client"), new FaultReason("no")), null);
                await context.ReplyAsync(fault);
            });
        var response = await RawHttpClient.SendOnceAsync(service.Uri, RawHttpClient.Post(Xml, Requests.Soap11));
        Assert.Equal(500, response.Status);
        Assert.Equal(Xml, response["Content-Type"]);
        Assert.Contains("<faultcode>s:Client</faultcode>", response.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    public async Task Another_method_than_POST_gets_405(string method)
    {
        await using var service = await HttpEchoService.StartAsync(MessageVersion.Soap11);
        var response = await RawHttpClient.SendOnceAsync(service.Uri, $"{method} /calc HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n");
        Assert.Equal(405, response.Status);
        Assert.Equal("POST", response["Allow"]);
    }

    [Fact]
    public async Task A_browser_is_told_that_a_service_is_there()
    {
        await using var service = await HttpEchoService.StartAsync(MessageVersion.Soap11);
        var response = await RawHttpClient.SendOnceAsync(service.Uri, "GET /calc HTTP/1.1\r\nHost: localhost\r\n\r\n");
        Assert.Equal(405, response.Status);
        Assert.Equal("A SOAP service listens here. It takes messages by POST.\n", response.Body);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/calculator")]
    [InlineData("/other/calc")]
    public async Task A_path_without_an_endpoint_gets_404(string path)
    {
        await using var service = await HttpEchoService.StartAsync(MessageVersion.Soap11);
        var response = await RawHttpClient.SendOnceAsync(service.Uri, RawHttpClient.Post(Xml, Requests.Soap11, path: path));
        Assert.Equal(404, response.Status);
        Assert.Empty(response.Body);
    }

    [Fact]
    public async Task A_path_below_the_endpoint_s_is_the_endpoint_s()
    {
        await using var service = await HttpEchoService.StartAsync(MessageVersion.Soap11);
        var response = await RawHttpClient.SendOnceAsync(service.Uri, RawHttpClient.Post(Xml, Requests.Soap11, path: "/calc/below?x=1"));
        Assert.Equal(200, response.Status);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/soap+xml; charset=utf-8")]
    [InlineData("not a content type")]
    public async Task A_wrong_content_type_gets_415_and_a_reason_that_names_both(string contentType)
    {
        await using var service = await HttpEchoService.StartAsync(MessageVersion.Soap11);
        var response = await RawHttpClient.SendOnceAsync(service.Uri, RawHttpClient.Post(contentType, Requests.Soap11));
        Assert.Equal(415, response.Status);
        Assert.Contains(contentType, response.Reason, StringComparison.Ordinal);
        Assert.Contains(Xml, response.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_content_type_gets_415()
    {
        await using var service = await HttpEchoService.StartAsync(MessageVersion.Soap11);
        var response = await RawHttpClient.SendOnceAsync(
            service.Uri, $"POST /calc HTTP/1.1\r\nHost: localhost\r\nContent-Length: {Requests.Soap11.Length}\r\n\r\n{Requests.Soap11}");
        Assert.Equal(415, response.Status);
        Assert.Equal("Missing Content Type", response.Reason);
    }

    [Theory]
    [InlineData("this is not xml")]
    [InlineData("")]
    [InlineData("<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\">")]
    [InlineData("<!DOCTYPE a [<!ENTITY b \"c\">]><s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body/></s:Envelope>")]
    public async Task A_malformed_body_gets_400(string body)
    {
        await using var service = await HttpEchoService.StartAsync(MessageVersion.Soap11);
        var response = await RawHttpClient.SendOnceAsync(service.Uri, RawHttpClient.Post(Xml, body));
        Assert.Equal(400, response.Status);
        Assert.Empty(response.Body);
        Assert.Equal(200, (await RawHttpClient.SendOnceAsync(service.Uri, RawHttpClient.Post(Xml, Requests.Soap11))).Status);
    }

    [Fact]
    public async Task An_envelope_of_the_other_soap_version_gets_the_fault_VersionMismatch()
    {
        await using var service = await HttpEchoService.StartAsync(MessageVersion.Soap11);
        var response = await RawHttpClient.SendOnceAsync(service.Uri, RawHttpClient.Post(Xml, Requests.Soap12));
        Assert.Equal(500, response.Status);
        Assert.Contains("VersionMismatch", response.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_larger_than_MaxReceivedMessageSize_gets_413(bool lengthIsKnown)
    {
        await using var service = await HttpEchoService.StartAsync(MessageVersion.Soap11, new HttpTransportBindingElement { MaxReceivedMessageSize = 1000 });
        var body = Requests.Soap11.Replace("hi", new string('h', 1000), StringComparison.Ordinal);
        var response = await RawHttpClient.SendOnceAsync(
            service.Uri,
            lengthIsKnown
                ? RawHttpClient.Post(Xml, body)
                : $"POST /calc HTTP/1.1\r\nHost: localhost\r\nContent-Type: {Xml}\r\nTransfer-Encoding: chunked\r\n\r\n{body.Length:x}\r\n{body}\r\n0\r\n\r\n");
        Assert.Equal(413, response.Status);
    }

    [Fact]
    public async Task Chunks_are_put_together()
    {
        await using var service = await HttpEchoService.StartAsync(MessageVersion.Soap11);
        var chunks = string.Concat(Requests.Soap11.Select(character => $"1\r\n{character}\r\n"));
        var response = await RawHttpClient.SendOnceAsync(
            service.Uri, $"POST /calc HTTP/1.1\r\nHost: localhost\r\nContent-Type: {Xml}\r\nTransfer-Encoding: chunked\r\n\r\n{chunks}0\r\n\r\n");
        Assert.Equal(200, response.Status);
        Assert.Contains(">hi<", response.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Expect_100_continue_gets_its_100_before_the_body_is_sent()
    {
        await using var service = await HttpEchoService.StartAsync(MessageVersion.Soap11);
        using var client = await RawHttpClient.ConnectAsync(service.Uri);
        var request = RawHttpClient.Post(Xml, Requests.Soap11, "Expect: 100-continue\r\n");
        var head = request.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4;
        await client.SendAsync(request[..head]);
        Assert.Equal("HTTP/1.1 100 Continue", (await client.ReadAsync()).StatusLine);
        await client.SendAsync(request[head..]);
        Assert.Equal(200, (await client.ReadAsync()).Status);
    }

    [Fact]
    public async Task A_connection_is_kept_for_the_next_request()
    {
        await using var service = await HttpEchoService.StartAsync(MessageVersion.Soap11);
        using var client = await RawHttpClient.ConnectAsync(service.Uri);
        foreach (var text in new[] { "one", "two", "three" })
        {
            await client.SendAsync(RawHttpClient.Post(Xml, Requests.Soap11.Replace("hi", text, StringComparison.Ordinal)));
            Assert.Contains($">{text}<", (await client.ReadAsync()).Body, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Without_keep_alive_the_connection_ends_with_the_response()
    {
        await using var service = await HttpEchoService.StartAsync(MessageVersion.Soap11, new HttpTransportBindingElement { KeepAliveEnabled = false });
        using var client = await RawHttpClient.ConnectAsync(service.Uri);
        await client.SendAsync(RawHttpClient.Post(Xml, Requests.Soap11));
        Assert.Equal("close", (await client.ReadAsync())["Connection"]);
        await client.WaitForEndAsync();
    }

    [Fact]
    public async Task A_request_one_byte_at_a_time_is_a_request()
    {
        await using var service = await HttpEchoService.StartAsync(MessageVersion.Soap11);
        using var client = await RawHttpClient.ConnectAsync(service.Uri);
        foreach (var character in RawHttpClient.Post(Xml, Requests.Soap11))
        {
            await client.SendAsync(character.ToString());
        }

        Assert.Equal(200, (await client.ReadAsync()).Status);
    }

    [Theory]
    [InlineData("application/soap+xml; charset=utf-8; action=\"urn:echo/Other\"", 500)]
    [InlineData("application/soap+xml; charset=utf-8; action=\"urn:echo/Echo\"", 200)]
    [InlineData("application/soap+xml; charset=utf-8; action=\"\"", 200)]
    [InlineData("application/soap+xml;action=urn:echo/Echo;charset=\"UTF-8\"", 200)]
    public async Task The_content_type_s_action_must_be_the_message_s(string contentType, int status)
    {
        await using var service = await HttpEchoService.StartAsync(MessageVersion.Soap12WSAddressing10);
        var response = await RawHttpClient.SendOnceAsync(service.Uri, RawHttpClient.Post(contentType, Requests.Soap12));
        Assert.Equal(status, response.Status);
        if (status == 500)
        {
            Assert.Contains("ActionMismatch", response.Body, StringComparison.Ordinal);
            Assert.Contains("urn:uuid:1</a:RelatesTo>", response.Body, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("\"urn:echo/Other\"", 500)]
    [InlineData("\"urn:echo/Echo\"", 200)]
    [InlineData("urn:echo/Echo", 200)]
    [InlineData("\"\"", 200)]
    public async Task The_SOAPAction_header_must_be_the_message_s_action(string action, int status)
    {
        await using var service = await HttpEchoService.StartAsync(MessageVersion.CreateVersion(EnvelopeVersion.Soap11, AddressingVersion.WSAddressing10));
        var request = Requests.Soap12.Replace("http://www.w3.org/2003/05/soap-envelope", "http://schemas.xmlsoap.org/soap/envelope/", StringComparison.Ordinal);
        var response = await RawHttpClient.SendOnceAsync(service.Uri, RawHttpClient.Post(Xml, request, $"SOAPAction: {action}\r\n"));
        Assert.Equal(status, response.Status);
    }

    [Theory]
    [InlineData("garbage\r\n\r\n")]
    [InlineData("POST /calc HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 6\r\nHost: localhost\r\n\r\n")]
    [InlineData("POST /calc HTTP/1.1\r\nHost: localhost\r\nContent-Length: many\r\n\r\n")]
    [InlineData("POST /calc HTTP/9.9\r\nHost: localhost\r\n\r\n")]
    public async Task Garbage_is_turned_away_and_others_are_served(string garbage)
    {
        await using var service = await HttpEchoService.StartAsync(MessageVersion.Soap11);
        using var client = await RawHttpClient.ConnectAsync(service.Uri);
        await client.SendAsync(garbage);
        await client.WaitForEndAsync();
        Assert.Equal(200, (await RawHttpClient.SendOnceAsync(service.Uri, RawHttpClient.Post(Xml, Requests.Soap11))).Status);
    }
}
