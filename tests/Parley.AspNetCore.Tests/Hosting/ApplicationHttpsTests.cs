using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Parley.Channels;
using Parley.IdentityModel.Selectors;
using Parley.Security;

namespace Parley.AspNetCore.Tests.Hosting;

/// <summary>Endpoints of an application whose binding says Transport.</summary>
public class ApplicationHttpsTests
{
    [Fact]
    public async Task An_endpoint_with_an_https_binding_refuses_requests_over_plain_http()
    {
        await using var log = new TestLog();
        await using var app = await StartAsync(log);
        await using var factory = new ChannelFactory<ICalculator>(new BasicHttpBinding(), AddressOf(app));
        var calculator = factory.CreateChannel();
        await Assert.ThrowsAnyAsync<CommunicationException>(() => calculator.AddLaterAsync(1, 2, TestContext.Current.CancellationToken).Soon());
        Assert.Contains(log.Entries, e => e.Text.Contains("takes https only", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_password_over_plain_http_is_neither_checked_nor_asked_for()
    {
        await using var log = new TestLog();
        var validator = new Recorder();
        var binding = new BasicHttpsBinding();
        binding.Security.Transport.ClientCredentialType = HttpClientCredentialType.Basic;
        await using var app = await StartAsync(log, binding: binding, configure: service =>
        {
            service.Credentials.UserNameAuthentication.UserNamePasswordValidationMode = UserNamePasswordValidationMode.Custom;
            service.Credentials.UserNameAuthentication.CustomUserNamePasswordValidator = validator;
        });
        using var http = new HttpClient();
        using var content = new StringContent("<x/>", Encoding.UTF8, "text/xml");
        using var request = new HttpRequestMessage(HttpMethod.Post, AddressOf(app).Uri) { Content = content };
        request.Headers.Add("Authorization", "Basic " + Convert.ToBase64String("alice:secret"u8));
        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken).Soon();
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Empty(response.Headers.WwwAuthenticate);
        Assert.Equal(0, validator.Calls);
    }

    [Fact]
    public async Task A_request_that_a_proxy_took_over_https_is_served()
    {
        await using var log = new TestLog();
        await using var app = await StartAsync(log, middleware: web => web.Use((http, next) =>
        {
            // What forwarded headers middleware does for X-Forwarded-Proto.
            http.Request.Scheme = "https";
            return next(http);
        }));
        await AddAsync(app);
    }

    [Fact]
    public async Task Plain_http_is_served_where_the_options_allow_it()
    {
        await using var log = new TestLog();
        await using var app = await StartAsync(log, allowsHttp: true);
        await AddAsync(app);
    }

    private static async Task AddAsync(WebApplication app)
    {
        await using var factory = new ChannelFactory<ICalculator>(new BasicHttpBinding(), AddressOf(app));
        Assert.Equal(3, await factory.CreateChannel().AddLaterAsync(1, 2, TestContext.Current.CancellationToken).Soon());
    }

    private static EndpointAddress AddressOf(WebApplication app) => new(app.Urls.First() + "/calculator");

    private static async Task<WebApplication> StartAsync(
        TestLog log,
        bool allowsHttp = false,
        Binding? binding = null,
        Action<ServiceBuilder>? configure = null,
        Action<WebApplication>? middleware = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<ILoggerFactory>(log);
        builder.Services.AddParley(options => options.AllowHttpForHttpsEndpoints = allowsHttp);
        var app = builder.Build();
        middleware?.Invoke(app);
        app.MapService<Calculator>(service =>
        {
            service.AddEndpoint<ICalculator>(binding ?? new BasicHttpsBinding(), "/calculator");
            configure?.Invoke(service);
        });
        await app.StartAsync();
        return app;
    }

    private sealed class Recorder : UserNamePasswordValidator
    {
        public int Calls { get; private set; }

        public override void Validate(string userName, string password) => Calls++;
    }
}
