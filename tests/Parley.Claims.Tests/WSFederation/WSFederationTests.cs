using System.Net;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;
using Parley.Channels.Tests;
using Parley.IdentityModel.Services;

namespace Parley.Claims.Tests.WSFederation;

/// <summary>Sign-in at a token service, as a browser goes through it: each wrong answer beside the right one.</summary>
public sealed class WSFederationTests : IAsyncDisposable
{
    public const string Realm = "https://app.example/";

    private readonly ManualTimeProvider _time = new();
    private readonly TokenService _service;
    private readonly Dictionary<string, string> _cookies = new(StringComparer.Ordinal);
    private WebApplication? _application;
    private HttpClient? _browser;
    private string? _failure;

    public WSFederationTests() => _service = new TokenService(_time);

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task A_user_signs_in_and_is_known_with_the_claims_of_the_token_service(bool isSaml2, bool isCollection)
    {
        await StartAsync();
        var request = await ChallengeAsync("/me?x=1");
        Assert.Equal("wsignin1.0", request["wa"]);
        Assert.Equal(Realm, request["wtrealm"]);
        Assert.Equal($"{_application!.Urls.Single()}/signin-wsfed", request["wreply"]);
        Assert.Equal("2026-01-01T00:00:00Z", request["wct"]);

        var (status, location) = await AnswerAsync(_service.Answer("alice", isSaml2: isSaml2, isCollection: isCollection), request["wctx"]!);

        Assert.Equal(HttpStatusCode.Found, status);
        Assert.Equal("/me?x=1", location);
        Assert.Equal("alice admin by https://sts.example/trust", await GetAsync("/me?x=1"));
    }

    [Fact]
    public async Task Wrong_answers_are_refused_and_the_right_one_is_taken()
    {
        await StartAsync();
        (string Name, Func<string> Result)[] wrong =
        [
            ("another audience", () => _service.Answer("alice", audience: "https://other.example/")),
            ("not yet valid", () => _service.Answer("alice", begins: TimeSpan.FromMinutes(6))),
            ("no longer valid", () => _service.Answer("alice", begins: -TimeSpan.FromMinutes(66))),
            ("another signer", () => _service.Answer("alice", signer: TokenService.NewCertificate())),
            ("changed", () => _service.Answer("alice").Replace(">alice<", ">bob<", StringComparison.Ordinal)),
            ("no token", () => "<t:RequestSecurityTokenResponse xmlns:t=\"http://schemas.xmlsoap.org/ws/2005/02/trust\"/>"),
            ("no XML", () => "alice"),
            ("a DTD", () => "<!DOCTYPE a [<!ENTITY b 'c'>]>" + _service.Answer("alice")),
        ];
        foreach (var (name, result) in wrong)
        {
            var request = await ChallengeAsync("/me");
            var (status, _) = await AnswerAsync(result(), request["wctx"]!);
            Assert.True(status == HttpStatusCode.BadRequest, $"{name}: {status}");
            Assert.NotNull(_failure);
            Assert.Null(await GetAsync("/me"));
        }

        var last = await ChallengeAsync("/me");
        Assert.Equal(HttpStatusCode.Found, (await AnswerAsync(_service.Answer("alice"), last["wctx"]!)).Status);
        Assert.NotNull(await GetAsync("/me"));
    }

    [Fact]
    public async Task A_token_that_names_whom_it_was_sent_to_is_taken_there_alone()
    {
        await StartAsync();
        var elsewhere = _service.AnswerTo("https://evil.example/signin-wsfed");
        var request = await ChallengeAsync("/me");
        Assert.Equal(HttpStatusCode.BadRequest, (await AnswerAsync(elsewhere, request["wctx"]!)).Status);
        Assert.Contains("evil.example", _failure, StringComparison.Ordinal);

        request = await ChallengeAsync("/me");
        Assert.Equal(HttpStatusCode.Found, (await AnswerAsync(_service.AnswerTo(request["wreply"]!), request["wctx"]!)).Status);
    }

    [Fact]
    public async Task An_assertion_is_taken_once()
    {
        await StartAsync();
        var answer = _service.Answer("alice");
        var first = await ChallengeAsync("/me");
        Assert.Equal(HttpStatusCode.Found, (await AnswerAsync(answer, first["wctx"]!)).Status);
        _cookies.Clear();

        var second = await ChallengeAsync("/me");
        Assert.Equal(HttpStatusCode.BadRequest, (await AnswerAsync(answer, second["wctx"]!)).Status);
    }

    [Fact]
    public async Task An_answer_with_another_context_or_in_another_browser_is_refused()
    {
        await StartAsync();
        var request = await ChallengeAsync("/me");
        var context = request["wctx"]!;
        Assert.Equal(HttpStatusCode.BadRequest, (await AnswerAsync(_service.Answer("alice"), (context[0] == 'A' ? 'B' : 'A') + context[1..])).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await AnswerAsync(_service.Answer("alice"), context: null)).Status);

        var own = new Dictionary<string, string>(_cookies);
        _cookies.Clear();
        Assert.Equal(HttpStatusCode.BadRequest, (await AnswerAsync(_service.Answer("alice"), context)).Status);
        foreach (var (name, value) in own)
        {
            _cookies[name] = value;
        }

        Assert.Equal(HttpStatusCode.Found, (await AnswerAsync(_service.Answer("alice"), context)).Status);
    }

    [Theory]
    [InlineData("/inside", "/inside")]
    [InlineData("//evil.example/", "/")]
    [InlineData("/\\evil.example/", "/")]
    [InlineData("https://evil.example/", "/")]
    [InlineData("javascript:alert(1)", "/")]
    public async Task The_browser_comes_back_to_the_application_whatever_a_query_said(string asked, string expected)
    {
        await StartAsync();
        var request = await ChallengeAsync("/login?returnUrl=" + Uri.EscapeDataString(asked));

        var (_, location) = await AnswerAsync(_service.Answer("alice"), request["wctx"]!);

        Assert.Equal(expected, location);
    }

    [Fact]
    public async Task A_token_service_that_changes_its_key_is_asked_again_and_not_too_often()
    {
        await StartAsync();
        var request = await ChallengeAsync("/me");
        Assert.Equal(HttpStatusCode.Found, (await AnswerAsync(_service.Answer("alice"), request["wctx"]!)).Status);
        var fetched = _service.Fetched;
        _cookies.Clear();
        _service.Certificate = TokenService.NewCertificate();

        request = await ChallengeAsync("/me");
        Assert.Equal(HttpStatusCode.BadRequest, (await AnswerAsync(_service.Answer("alice"), request["wctx"]!)).Status);
        Assert.Equal(fetched, _service.Fetched);

        _time.Advance(FederationMetadataSource.MinimumInterval);
        request = await ChallengeAsync("/me");
        Assert.Equal(HttpStatusCode.Found, (await AnswerAsync(_service.Answer("alice"), request["wctx"]!)).Status);
        Assert.Equal(fetched + 1, _service.Fetched);
    }

    [Fact]
    public async Task A_session_ends_with_the_token_that_it_began_with()
    {
        await StartAsync();
        var request = await ChallengeAsync("/me");
        await AnswerAsync(_service.Answer("alice"), request["wctx"]!);
        _time.Advance(TimeSpan.FromMinutes(64));
        Assert.NotNull(await GetAsync("/me"));

        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.Null(await GetAsync("/me"));
    }

    [Fact]
    public async Task A_sign_out_goes_by_way_of_the_token_service_and_its_clean_up_ends_the_session()
    {
        await StartAsync();
        var request = await ChallengeAsync("/me");
        await AnswerAsync(_service.Answer("alice"), request["wctx"]!);

        var message = await ChallengeAsync("/logout");
        Assert.Equal("wsignout1.0", message["wa"]);
        Assert.Equal(_application!.Urls.Single() + "/", message["wreply"]);

        Assert.NotNull(await GetAsync("/me"));
        var (status, type, location) = await CleanUpAsync("");
        Assert.Equal((HttpStatusCode.OK, "image/gif", null), (status, type, location));
        Assert.Null(await GetAsync("/me"));
        Assert.Equal("https://sts.example/done", (await CleanUpAsync("&wreply=" + Uri.EscapeDataString("https://sts.example/done"))).Location);
        Assert.Null((await CleanUpAsync("&wreply=" + Uri.EscapeDataString("https://evil.example/"))).Location);
    }

    [Theory]
    [InlineData("http://sts.example/login", Realm, "https")]
    [InlineData("https://sts.example/login", "", "Realm")]
    [InlineData(null, Realm, "Issuer")]
    public async Task Settings_that_cannot_work_say_so(string? issuer, string realm, string expected)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddAuthentication("Session").AddSessionAuthentication().AddWSFederationAuthentication(options =>
        {
            options.Issuer = issuer is null ? null : new Uri(issuer);
            options.Realm = realm;
        });
        await using var provider = services.BuildServiceProvider();
        var options = provider.GetRequiredService<Microsoft.Extensions.Options.IOptionsMonitor<WSFederationAuthenticationOptions>>();

        Assert.Contains(expected, Assert.Throws<ArgumentException>(() => options.Get(WSFederationDefaults.AuthenticationScheme)).Message, StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        _browser?.Dispose();
        if (_application is not null)
        {
            await _application.DisposeAsync();
        }
    }

    private async Task StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<TimeProvider>(_time);
        builder.Services.AddSingleton<IDataProtectionProvider>(new EphemeralDataProtectionProvider());
        builder.Services.AddAuthorization();
        builder.Services.AddAuthentication(options =>
            {
                options.DefaultScheme = SessionAuthenticationDefaults.AuthenticationScheme;
                options.DefaultChallengeScheme = WSFederationDefaults.AuthenticationScheme;
            })
            .AddSessionAuthentication()
            .AddWSFederationAuthentication(options =>
            {
                options.Realm = Realm;
                options.MetadataAddress = new Uri("https://sts.example/FederationMetadata/2007-06/FederationMetadata.xml");
                options.BackchannelHttpHandler = _service;
                options.Events.OnRemoteFailure = context =>
                {
                    _failure = context.Failure!.Message;
                    context.Response.StatusCode = StatusCodes.Status400BadRequest;
                    context.HandleResponse();
                    return Task.CompletedTask;
                };
            });
        _application = builder.Build();
        _application.UseAuthentication();
        _application.UseAuthorization();
        _application.MapGet("/me", static context => context.Response.WriteAsync(
            $"{context.User.Identity!.Name} {context.User.FindFirst(System.Security.Claims.ClaimTypes.Role)!.Value} by {context.User.Claims.First().Issuer}")).RequireAuthorization();
        _application.MapGet("/login", static (HttpContext context, string returnUrl) => context.ChallengeAsync(new AuthenticationProperties { RedirectUri = returnUrl }));
        _application.MapGet("/logout", static context => context.SignOutAsync(WSFederationDefaults.AuthenticationScheme));
        await _application.StartAsync(TestContext.Current.CancellationToken);
        _browser = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = new Uri(_application.Urls.Single()) };
    }

    // Where a page sends the browser: the parameters.
    private async Task<Dictionary<string, string?>> ChallengeAsync(string path)
    {
        using var response = await SendAsync(new HttpRequestMessage(HttpMethod.Get, path));
        Assert.Equal(HttpStatusCode.Found, response.StatusCode);
        Assert.StartsWith("https://sts.example/login?", response.Headers.Location!.AbsoluteUri, StringComparison.Ordinal);
        return QueryHelpers.ParseQuery(response.Headers.Location.Query).ToDictionary(static pair => pair.Key, static pair => (string?)pair.Value);
    }

    private async Task<(HttpStatusCode Status, string? Location)> AnswerAsync(string result, string? context)
    {
        var form = new Dictionary<string, string> { ["wa"] = "wsignin1.0", ["wresult"] = result };
        if (context is not null)
        {
            form["wctx"] = context;
        }

        using var response = await SendAsync(new HttpRequestMessage(HttpMethod.Post, "/signin-wsfed") { Content = new FormUrlEncodedContent(form) });
        return (response.StatusCode, response.Headers.Location?.OriginalString);
    }

    private async Task<(HttpStatusCode Status, string? Type, string? Location)> CleanUpAsync(string more)
    {
        using var response = await SendAsync(new HttpRequestMessage(HttpMethod.Get, "/signin-wsfed?wa=wsignoutcleanup1.0" + more));
        return (response.StatusCode, response.Content.Headers.ContentType?.MediaType, response.Headers.Location?.OriginalString);
    }

    // Null where the browser has to sign in.
    private async Task<string?> GetAsync(string path)
    {
        using var response = await SendAsync(new HttpRequestMessage(HttpMethod.Get, path));
        return response.StatusCode == HttpStatusCode.OK ? await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken) : null;
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request)
    {
        if (_cookies.Count > 0)
        {
            request.Headers.Add("Cookie", string.Join("; ", _cookies.Select(static cookie => $"{cookie.Key}={cookie.Value}")));
        }

        var response = await _browser!.SendAsync(request, TestContext.Current.CancellationToken);
        if (response.Headers.TryGetValues("Set-Cookie", out var set))
        {
            foreach (var cookie in SetCookieHeaderValue.ParseList([.. set]))
            {
                if (cookie.Expires <= DateTimeOffset.UnixEpoch.AddDays(1))
                {
                    _cookies.Remove(cookie.Name.ToString());
                }
                else
                {
                    _cookies[cookie.Name.ToString()] = cookie.Value.ToString();
                }
            }
        }

        return response;
    }
}
