using System.Net;
using System.Text;
using Parley.Channels;

namespace Parley.Transports.Tests.Http;

/// <summary>The heads of the requests that the client sends.</summary>
public sealed class HttpRequestHeadTests
{
    private static readonly string _reply = ScriptedHttpServer.Response(200, "text/xml; charset=utf-8", HttpClientSide.Soap11Reply);
    private static readonly string _accepted = ScriptedHttpServer.Response(202, null, string.Empty);

    [Theory]
    [InlineData("wcf-basic-request", 11)]
    [InlineData("wcf-ws-request", 12)]
    public async Task A_request_has_the_head_fields_that_the_wcf_client_sends(string capture, int soap)
    {
        var version = soap == 11 ? MessageVersion.Soap11 : MessageVersion.Soap12WSAddressing10;
        await using var server = new ScriptedHttpServer(_accepted);
        await using var client = await HttpClientSide.OpenAsync(server.Uri, version, new HttpTransportBindingElement());
        using var request = HttpClientSide.Request(version, "http://interop.example/calc/ICalc/Add");

        Assert.Null(await client.RequestAsync(request));

        using var recorded = new MemoryStream(Captures.Read(capture));
        var expected = await ScriptedRequest.ReadAsync(recorded, default);
        var actual = Assert.Single(server.Requests);
        Assert.Equal(expected!.StartLine, actual.StartLine);
        Assert.Equal(
            expected.Headers.Where(Comparable).OrderBy(header => header.Key),
            actual.Headers.Where(Comparable).OrderBy(header => header.Key));

        static bool Comparable(KeyValuePair<string, string> header) => header.Key is not ("Host" or "Content-Length");
    }

    [Fact]
    public async Task Soap11_states_the_action_in_a_quoted_SOAPAction_header()
    {
        var sent = await SendAsync(MessageVersion.Soap11, "urn:echo/Echo");
        Assert.Equal("\"urn:echo/Echo\"", sent["SOAPAction"]);
        Assert.Equal("text/xml; charset=utf-8", sent["Content-Type"]);
    }

    [Fact]
    public async Task Soap11_without_an_action_has_an_empty_quoted_SOAPAction_header()
    {
        var sent = await SendAsync(MessageVersion.Soap11, null);
        Assert.Equal("\"\"", sent["SOAPAction"]);
    }

    [Fact]
    public async Task Soap12_without_addressing_states_the_action_in_the_content_type()
    {
        var sent = await SendAsync(MessageVersion.CreateVersion(EnvelopeVersion.Soap12, AddressingVersion.None), "urn:echo/Echo");
        Assert.Equal("application/soap+xml; charset=utf-8; action=\"urn:echo/Echo\"", sent["Content-Type"]);
        Assert.Null(sent["SOAPAction"]);
    }

    [Fact]
    public async Task Without_addressing_the_envelope_has_no_addressing_headers()
    {
        var sent = await SendAsync(MessageVersion.Soap11, "urn:echo/Echo");
        Assert.DoesNotContain("Header", sent.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_addressing_the_envelope_says_where_it_goes()
    {
        await using var server = new ScriptedHttpServer(_accepted);
        await using var client = await HttpClientSide.OpenAsync(server.Uri, MessageVersion.Soap12WSAddressing10, new HttpTransportBindingElement());
        await client.RequestAsync(HttpClientSide.Request(MessageVersion.Soap12WSAddressing10));
        Assert.Contains($">{server.Uri}</a:To>", server.Requests[0].Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_manual_addressing_nothing_is_added_to_the_envelope()
    {
        await using var server = new ScriptedHttpServer(_accepted);
        await using var client = await HttpClientSide.OpenAsync(
            server.Uri, MessageVersion.Soap12WSAddressing10, new HttpTransportBindingElement { ManualAddressing = true });
        await client.RequestAsync(HttpClientSide.Request(MessageVersion.Soap12WSAddressing10));
        Assert.DoesNotContain("To>", server.Requests[0].Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_property_adds_headers_method_and_query()
    {
        await using var server = new ScriptedHttpServer(_reply);
        await using var client = await HttpClientSide.OpenAsync(server.Uri);
        using var request = HttpClientSide.Request();
        var property = new HttpRequestMessageProperty { Method = "PUT", QueryString = "a=1&b=2" };
        property.Headers["X-Tenant"] = "blue";
        property.Headers["Cache-Control"] = "no-store";
        property.Headers["Content-Type"] = "text/xml; charset=\"utf-8\"";
        request.Properties.Add(HttpRequestMessageProperty.Name, property);

        await client.RequestAsync(request);

        var sent = server.Requests[0];
        Assert.Equal("PUT /calc?a=1&b=2 HTTP/1.1", sent.StartLine);
        Assert.Equal("blue", sent["X-Tenant"]);
        Assert.Equal("no-store", sent["Cache-Control"]);
        Assert.Equal("text/xml; charset=\"utf-8\"", sent["Content-Type"]);
    }

    [Fact]
    public async Task A_request_property_can_leave_the_body_out()
    {
        await using var server = new ScriptedHttpServer(_reply);
        await using var client = await HttpClientSide.OpenAsync(server.Uri);
        using var request = HttpClientSide.Request();
        request.Properties.Add(HttpRequestMessageProperty.Name, new HttpRequestMessageProperty { Method = "GET", SuppressEntityBody = true });

        await client.RequestAsync(request);

        Assert.Equal("GET /calc HTTP/1.1", server.Requests[0].StartLine);
        Assert.Empty(server.Requests[0].Body);
    }

    [Fact]
    public async Task A_SOAPAction_header_of_the_user_that_is_not_the_action_is_refused()
    {
        await using var server = new ScriptedHttpServer(_reply);
        await using var client = await HttpClientSide.OpenAsync(server.Uri);
        using var request = HttpClientSide.Request();
        var property = new HttpRequestMessageProperty();
        property.Headers["SOAPAction"] = "\"urn:other\"";
        request.Properties.Add(HttpRequestMessageProperty.Name, property);

        var exception = await Assert.ThrowsAsync<ProtocolException>(() => client.RequestAsync(request));
        Assert.Contains("urn:other", exception.Message, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Without_keep_alive_each_request_asks_to_close_its_connection()
    {
        await using var server = new ScriptedHttpServer(_reply);
        await using var client = await HttpClientSide.OpenAsync(server.Uri, new HttpTransportBindingElement { KeepAliveEnabled = false });
        await client.RequestAsync();
        await client.RequestAsync();
        Assert.All(server.Requests, request => Assert.Equal("close", request["Connection"]));
    }

    [Fact]
    public async Task Requests_that_follow_each_other_share_a_connection()
    {
        await using var server = new ScriptedHttpServer(_reply);
        await using var client = await HttpClientSide.OpenAsync(server.Uri);
        for (var i = 0; i < 5; i++)
        {
            using var reply = await client.RequestAsync();
        }

        Assert.Equal(1, server.Connections);
    }

    [Fact]
    public async Task Cookies_are_kept_and_sent_back_where_they_are_allowed()
    {
        await using var server = new ScriptedHttpServer(
            ScriptedHttpServer.Response(200, "text/xml; charset=utf-8", HttpClientSide.Soap11Reply, "Set-Cookie: crumb=7; path=/\r\n"));
        await using var client = await HttpClientSide.OpenAsync(server.Uri, new HttpTransportBindingElement { AllowCookies = true });
        await client.RequestAsync();
        await client.RequestAsync();
        Assert.Null(server.Requests[0]["Cookie"]);
        Assert.Equal("crumb=7", server.Requests[1]["Cookie"]);
        Assert.NotNull(client.Channel.GetProperty<IHttpCookieContainerManager>());
    }

    [Fact]
    public async Task Cookies_are_ignored_where_they_are_not_allowed()
    {
        await using var server = new ScriptedHttpServer(
            ScriptedHttpServer.Response(200, "text/xml; charset=utf-8", HttpClientSide.Soap11Reply, "Set-Cookie: crumb=7; path=/\r\n"));
        await using var client = await HttpClientSide.OpenAsync(server.Uri);
        await client.RequestAsync();
        await client.RequestAsync();
        Assert.Null(server.Requests[1]["Cookie"]);
        Assert.Null(client.Channel.GetProperty<IHttpCookieContainerManager>());
    }

    [Fact]
    public async Task Basic_authentication_sends_the_user_name_with_the_first_request()
    {
        await using var server = new ScriptedHttpServer(_reply);
        var credentials = new TestClientCredentials();
        credentials.UserName.UserName = "alice";
        credentials.UserName.Password = "wonderland";
        await using var client = await HttpClientSide.OpenAsync(
            server.Uri, new HttpTransportBindingElement { AuthenticationScheme = AuthenticationSchemes.Basic }, credentials);
        await client.RequestAsync();
        Assert.Equal("Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("alice:wonderland")), server.Requests[0]["Authorization"]);
    }

    [Fact]
    public async Task A_streamed_request_is_sent_in_chunks()
    {
        await using var server = new ScriptedHttpServer(_reply);
        await using var client = await HttpClientSide.OpenAsync(server.Uri, new HttpTransportBindingElement { TransferMode = TransferMode.StreamedRequest });
        await client.RequestAsync();
        Assert.Equal("chunked", server.Requests[0]["Transfer-Encoding"]);
        Assert.Null(server.Requests[0]["Content-Length"]);
        Assert.Contains("hello", server.Requests[0].Body, StringComparison.Ordinal);
    }

    private static async Task<ScriptedRequest> SendAsync(MessageVersion version, string? action)
    {
        await using var server = new ScriptedHttpServer(_accepted);
        await using var client = await HttpClientSide.OpenAsync(server.Uri, version, new HttpTransportBindingElement());
        using var request = HttpClientSide.Request(version, action);
        await client.RequestAsync(request);
        return Assert.Single(server.Requests);
    }
}
