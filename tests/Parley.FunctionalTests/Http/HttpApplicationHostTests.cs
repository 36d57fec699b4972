using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Parley.Channels;

namespace Parley.FunctionalTests.Http;

/// <summary>Listeners that an application of the user's own feeds.</summary>
public sealed class HttpApplicationHostTests
{
    private static readonly CustomBinding _binding = HttpEchoService.Binding(MessageVersion.Soap12WSAddressing10);

    [Fact]
    public async Task An_application_feeds_its_listeners_and_keeps_its_other_endpoints()
    {
        var host = new HttpApplicationHost();
        await using var application = await StartAsync(app =>
        {
            app.MapGet("/hello", () => "hello");
            app.Map("/services/{**rest}", host.HandleAsync);
        });
        await using var one = await HttpEchoService.StartAsync(_binding, new Uri("http://localhost/services/one"), HttpEchoService.EchoAsync, host);
        await using var two = await HttpEchoService.StartAsync(_binding, new Uri("http://localhost/services/two"), AnswerTwoAsync, host);
        var address = new Uri(application.Urls.First());
        await using var first = await HttpClientSide.OpenAsync(_binding, new Uri(address, "/services/one"));
        await using var second = await HttpClientSide.OpenAsync(_binding, new Uri(address, "/services/two"));
        await using var none = await HttpClientSide.OpenAsync(_binding, new Uri(address, "/services/three"));
        using var browser = new HttpClient();

        Assert.Equal("hi", await first.EchoAsync("hi"));
        Assert.Equal("two", await second.EchoAsync("hi"));
        await Assert.ThrowsAsync<EndpointNotFoundException>(() => none.EchoAsync("hi"));
        Assert.Equal("hello", await browser.GetStringAsync(new Uri(address, "/hello")));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await browser.GetAsync(new Uri(address, "/services/one"))).StatusCode);

        static async Task AnswerTwoAsync(RequestContext context)
        {
            using var reply = Message.CreateMessage(context.RequestMessage.Version, "urn:echo/EchoResponse", "two");
            await context.ReplyAsync(reply);
        }
    }

    [Fact]
    public async Task A_listener_that_is_closed_is_not_found_any_more()
    {
        var host = new HttpApplicationHost();
        await using var application = await StartAsync(app => app.Map("/{**rest}", host.HandleAsync));
        var service = await HttpEchoService.StartAsync(_binding, new Uri("http://localhost/calc"), HttpEchoService.EchoAsync, host);
        await using var client = await HttpClientSide.OpenAsync(_binding, new Uri(new Uri(application.Urls.First()), "/calc"));
        Assert.Equal("hi", await client.EchoAsync("hi"));
        await service.DisposeAsync();
        await Assert.ThrowsAsync<EndpointNotFoundException>(() => client.EchoAsync("hi"));
    }

    [Fact]
    public async Task A_user_whom_the_application_knows_is_the_message_s_sender()
    {
        var host = new HttpApplicationHost();
        await using var application = await StartAsync(app =>
        {
            app.Use((http, next) =>
            {
                http.User = new System.Security.Claims.ClaimsPrincipal(
                    new System.Security.Claims.ClaimsIdentity([new(System.Security.Claims.ClaimTypes.Name, "carol")], "Cookie"));
                return next(http);
            });
            app.Map("/{**rest}", host.HandleAsync);
        });
        await using var service = await HttpEchoService.StartAsync(
            _binding,
            new Uri("http://localhost/calc"),
            async context =>
            {
                var identity = context.RequestMessage.Properties.Security!.ServiceSecurityContext.PrimaryIdentity;
                using var reply = Message.CreateMessage(context.RequestMessage.Version, "urn:r", $"{identity.Name}|{identity.AuthenticationType}");
                await context.ReplyAsync(reply);
            },
            host);
        await using var client = await HttpClientSide.OpenAsync(_binding, new Uri(new Uri(application.Urls.First()), "/calc"));
        Assert.Equal("carol|Cookie", await client.EchoAsync("who"));
    }

    [Fact]
    public async Task A_message_beyond_the_server_s_own_limit_is_taken_where_the_binding_allows_it()
    {
        var host = new HttpApplicationHost();
        await using var application = await StartAsync(app => app.Map("/{**rest}", host.HandleAsync));
        var binding = HttpEchoService.Binding(MessageVersion.Soap12WSAddressing10, new HttpTransportBindingElement { MaxReceivedMessageSize = 64_000_000 });
        await using var service = await HttpEchoService.StartAsync(
            binding,
            new Uri("http://localhost/calc"),
            async context =>
            {
                using var reply = Message.CreateMessage(context.RequestMessage.Version, "urn:r", "taken");
                await context.ReplyAsync(reply);
            },
            host);
        await using var client = await HttpClientSide.OpenAsync(binding, new Uri(new Uri(application.Urls.First()), "/calc"));
        Assert.Equal("taken", await client.EchoAsync(new string('b', 35_000_000)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_request_that_is_aborted_while_its_rest_is_read_after_its_reply_ends_its_connection_and_no_other(bool isClosed)
    {
        using var log = new ErrorLog();
        var host = new HttpApplicationHost();
        await using var application = await StartAsync(
            app =>
            {
                app.MapGet("/hello", () => "hello");
                app.Map("/services/{**rest}", host.HandleAsync);
            },
            log);
        var replied = new TaskCompletionSource<RequestContext>(TaskCreationOptions.RunContinuationsAsynchronously);
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var readEnded = new TaskCompletionSource<Exception>(TaskCreationOptions.RunContinuationsAsynchronously);
        var streamed = HttpEchoService.Binding(
            MessageVersion.Soap12WSAddressing10, new HttpTransportBindingElement { TransferMode = TransferMode.Streamed });
        await using var service = await HttpEchoService.StartAsync(
            streamed,
            new Uri("http://localhost/services/one"),
            async context =>
            {
                using var reader = context.RequestMessage.GetReaderAtBodyContents();
                await context.ReplyAsync(null);
                var reading = Task.Run(() =>
                {
                    begun.SetResult();
                    while (reader.Read())
                    {
                    }
                });
                replied.SetResult(context);
                readEnded.SetResult(await Assert.ThrowsAnyAsync<Exception>(() => reading));
            },
            host);
        var address = new Uri(application.Urls.First());
        using var client = await RawHttpClient.ConnectAsync(address);
        var start = Requests.Soap12[..Requests.Soap12.IndexOf("hi<", StringComparison.Ordinal)];
        await client.SendAsync(
            "POST /services/one HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/soap+xml; charset=utf-8\r\n"
            + $"Content-Length: 60000\r\n\r\n{start}{new string('x', 20_000)}");
        Assert.StartsWith("HTTP/1.1 202", (await client.ReadAsync()).StatusLine, StringComparison.Ordinal);
        var context = await replied.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await begun.Task.WaitAsync(TimeSpan.FromSeconds(30));

        if (isClosed)
        {
            service.Listener.Abort();
        }
        else
        {
            context.Abort();
        }

        await client.WaitForEndAsync();
        Assert.IsAssignableFrom<CommunicationException>(await readEnded.Task.WaitAsync(TimeSpan.FromSeconds(30)));
        using var browser = new HttpClient();
        Assert.Equal("hello", await browser.GetStringAsync(new Uri(address, "/hello")));

        // What was aborted is over for the server as well, so that nothing keeps it from stopping.
        await application.StopAsync().WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Empty(log.Errors);
    }

    private static async Task<WebApplication> StartAsync(Action<WebApplication> configure, ILoggerProvider? log = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        if (log is not null)
        {
            builder.Logging.AddProvider(log);
        }

        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(options => options.Limits.MinRequestBodyDataRate = null);
        var application = builder.Build();
        configure(application);
        await application.StartAsync();
        return application;
    }
}
