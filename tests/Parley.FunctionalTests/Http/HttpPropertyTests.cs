using System.Net;
using Parley.Channels;

namespace Parley.FunctionalTests.Http;

/// <summary>What the service sees of the HTTP request, and what it can say of the response.</summary>
public sealed class HttpPropertyTests
{
    [Fact]
    public async Task A_request_brings_its_head_its_address_and_its_sender()
    {
        HttpRequestMessageProperty? http = null;
        RemoteEndpointMessageProperty? remote = null;
        Uri? via = null;
        await using var service = await StartAsync(MessageVersion.Soap12WSAddressing10, request =>
        {
            http = (HttpRequestMessageProperty)request.Properties[HttpRequestMessageProperty.Name];
            remote = (RemoteEndpointMessageProperty)request.Properties[RemoteEndpointMessageProperty.Name];
            via = request.Properties.Via;
        });
        await using var client = await OpenAsync(service, MessageVersion.Soap12WSAddressing10);
        using var request = Message.CreateMessage(MessageVersion.Soap12WSAddressing10, "urn:echo/Echo", "hi");
        var outgoing = new HttpRequestMessageProperty { QueryString = "a=1" };
        outgoing.Headers["X-Tenant"] = "blue";
        request.Properties.Add(HttpRequestMessageProperty.Name, outgoing);

        using var reply = await client.RequestAsync(request);

        Assert.Equal("POST", http!.Method);
        Assert.Equal("a=1", http.QueryString);
        Assert.Equal("blue", http.Headers["X-Tenant"]);
        Assert.Equal("application/soap+xml; charset=utf-8", http.Headers["Content-Type"]);
        Assert.Equal("127.0.0.1", remote!.Address);
        Assert.InRange(remote.Port, 1, 65535);
        Assert.Equal(new Uri(service.Uri, "?a=1"), via);
    }

    [Fact]
    public async Task Without_addressing_the_message_s_action_and_address_are_those_of_http()
    {
        string? action = null;
        Uri? to = null;
        await using var service = await StartAsync(MessageVersion.Soap11, request =>
        {
            action = request.Headers.Action;
            to = request.Headers.To;
        });
        await using var client = await OpenAsync(service, MessageVersion.Soap11);
        using var request = Message.CreateMessage(MessageVersion.Soap11, "urn:echo/Echo", "hi");
        using var reply = await client.RequestAsync(request);
        Assert.Equal("urn:echo/Echo", action);
        Assert.Equal(service.Uri, to);
    }

    [Fact]
    public async Task A_reply_can_choose_its_status_and_headers()
    {
        await using var service = await StartAsync(MessageVersion.Soap12WSAddressing10, _ => { }, reply =>
        {
            var property = new HttpResponseMessageProperty { StatusCode = HttpStatusCode.InternalServerError, StatusDescription = "As\r\nyou like" };
            property.Headers["X-Tenant"] = "blue";
            reply.Properties.Add(HttpResponseMessageProperty.Name, property);
        });
        await using var client = await OpenAsync(service, MessageVersion.Soap12WSAddressing10);
        using var request = Message.CreateMessage(MessageVersion.Soap12WSAddressing10, "urn:echo/Echo", "hi");
        using var reply = await client.RequestAsync(request);
        var http = (HttpResponseMessageProperty)reply!.Properties[HttpResponseMessageProperty.Name];
        Assert.Equal(HttpStatusCode.InternalServerError, http.StatusCode);
        Assert.Equal("As  you like", http.StatusDescription);
        Assert.Equal("blue", http.Headers["X-Tenant"]);
    }

    [Fact]
    public async Task A_reply_can_leave_its_body_out()
    {
        await using var service = await StartAsync(MessageVersion.Soap12WSAddressing10, _ => { }, reply =>
            reply.Properties.Add(HttpResponseMessageProperty.Name, new HttpResponseMessageProperty { SuppressEntityBody = true }));
        await using var client = await OpenAsync(service, MessageVersion.Soap12WSAddressing10);
        using var request = Message.CreateMessage(MessageVersion.Soap12WSAddressing10, "urn:echo/Echo", "hi");
        Assert.Null(await client.RequestAsync(request));
    }

    [Fact]
    public async Task The_request_s_headers_can_be_read_after_its_reply()
    {
        HttpRequestMessageProperty? kept = null;
        await using var service = await StartAsync(
            MessageVersion.Soap12WSAddressing10,
            request => kept ??= (HttpRequestMessageProperty)request.Properties[HttpRequestMessageProperty.Name]);
        await using var client = await OpenAsync(service, MessageVersion.Soap12WSAddressing10);
        foreach (var tenant in new[] { "blue", "green" })
        {
            using var request = Message.CreateMessage(MessageVersion.Soap12WSAddressing10, "urn:echo/Echo", "hi");
            var outgoing = new HttpRequestMessageProperty();
            outgoing.Headers["X-Tenant"] = tenant;
            request.Properties.Add(HttpRequestMessageProperty.Name, outgoing);
            using var reply = await client.RequestAsync(request);
        }

        Assert.Equal("blue", kept!.Headers["X-Tenant"]);
    }

    [Fact]
    public async Task A_second_reply_is_refused()
    {
        Exception? second = null;
        await using var service = await HttpEchoService.StartAsync(
            HttpEchoService.Binding(MessageVersion.Soap12WSAddressing10),
            new Uri("http://127.0.0.1:0/calc"),
            async context =>
            {
                await HttpEchoService.EchoAsync(context);
                second = await Record.ExceptionAsync(async () => await context.ReplyAsync(null));
            });
        await using var client = await OpenAsync(service, MessageVersion.Soap12WSAddressing10);
        Assert.Equal("hi", await client.EchoAsync("hi"));
        await service.DisposeAsync();
        Assert.IsType<InvalidOperationException>(second);
    }

    [Fact]
    public async Task A_reply_that_cannot_be_encoded_leaves_room_for_a_fault()
    {
        await using var service = await HttpEchoService.StartAsync(
            HttpEchoService.Binding(MessageVersion.Soap12WSAddressing10),
            new Uri("http://127.0.0.1:0/calc"),
            async context =>
            {
                using var broken = Message.CreateMessage(MessageVersion.Soap12WSAddressing10, "urn:r", new BrokenBody());
                await Assert.ThrowsAsync<InvalidOperationException>(async () => await context.ReplyAsync(broken));
                using var fault = Message.CreateMessage(
                    MessageVersion.Soap12WSAddressing10, MessageFault.CreateFault(new FaultCode("Receiver"), new FaultReason("broken")), "urn:f");
                await context.ReplyAsync(fault);
            });
        await using var client = await OpenAsync(service, MessageVersion.Soap12WSAddressing10);
        using var request = Message.CreateMessage(MessageVersion.Soap12WSAddressing10, "urn:echo/Echo", "hi");
        using var reply = await client.RequestAsync(request);
        Assert.True(reply!.IsFault);
    }

    [Fact]
    public async Task A_request_that_is_closed_without_a_reply_is_accepted()
    {
        await using var service = await HttpEchoService.StartAsync(
            HttpEchoService.Binding(MessageVersion.Soap12WSAddressing10), new Uri("http://127.0.0.1:0/calc"), _ => Task.CompletedTask);
        await using var client = await OpenAsync(service, MessageVersion.Soap12WSAddressing10);
        using var request = Message.CreateMessage(MessageVersion.Soap12WSAddressing10, "urn:echo/Echo", "hi");
        Assert.Null(await client.RequestAsync(request));
    }

    [Fact]
    public async Task A_request_that_is_aborted_is_a_communication_exception_at_the_client()
    {
        await using var service = await HttpEchoService.StartAsync(
            HttpEchoService.Binding(MessageVersion.Soap12WSAddressing10),
            new Uri("http://127.0.0.1:0/calc"),
            context =>
            {
                context.Abort();
                return Task.CompletedTask;
            });
        await using var client = await OpenAsync(service, MessageVersion.Soap12WSAddressing10);
        await Assert.ThrowsAsync<CommunicationException>(() => client.EchoAsync("hi"));
    }

    private static Task<HttpEchoService> StartAsync(MessageVersion version, Action<Message> see, Action<Message>? change = null) =>
        HttpEchoService.StartAsync(HttpEchoService.Binding(version), new Uri("http://127.0.0.1:0/calc"), async context =>
        {
            see(context.RequestMessage);
            using var reply = HttpEchoService.Reply(context.RequestMessage);
            change?.Invoke(reply);
            await context.ReplyAsync(reply);
        });

    private static Task<HttpClientSide> OpenAsync(HttpEchoService service, MessageVersion version) =>
        HttpClientSide.OpenAsync(HttpEchoService.Binding(version), service.Uri);

    private sealed class BrokenBody() : BodyWriter(isBuffered: true)
    {
        protected override void OnWriteBodyContents(System.Xml.XmlDictionaryWriter writer)
        {
            writer.WriteStartElement("half");
            throw new InvalidOperationException("broken");
        }
    }
}
