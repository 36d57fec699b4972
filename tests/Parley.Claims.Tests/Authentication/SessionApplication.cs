using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Parley.Channels.Tests;
using Parley.IdentityModel.Services;

namespace Parley.Claims.Tests.Authentication;

/// <summary>
/// A web application on Kestrel: <c>/in?name=…&amp;claims=…&amp;persistent=…</c> signs in, <c>/me</c> tells who it is (and needs a user), <c>/open</c> tells it to everybody, <c>/admin</c> needs a
/// role, <c>/out</c> signs out.
/// </summary>
internal sealed class SessionApplication : IAsyncDisposable
{
    private readonly WebApplication _application;

    private SessionApplication(WebApplication application, ManualTimeProvider time)
    {
        _application = application;
        Time = time;
    }

    public ManualTimeProvider Time { get; }

    public Uri Address => new(_application.Urls.Single());

    /// <summary>What was logged at Warning or above.</summary>
    public ConcurrentQueue<string> Warnings { get; } = [];

    /// <summary>What the last failed authentication failed for.</summary>
    public Exception? LastFailure { get; private set; }

    public static async Task<SessionApplication> StartAsync(
        Action<SessionAuthenticationOptions>? configure = null, ManualTimeProvider? time = null, IDataProtectionProvider? protection = null, string? pathBase = null, bool addsClaims = false)
    {
        time ??= new ManualTimeProvider();
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.Services.AddSingleton(protection ?? new EphemeralDataProtectionProvider());
        builder.Services.AddAuthentication(SessionAuthenticationDefaults.AuthenticationScheme).AddSessionAuthentication(configure);
        builder.Services.AddAuthorization();
        builder.Logging.ClearProviders();
        var application = builder.Build();
        var started = new SessionApplication(application, time);
        if (pathBase is not null)
        {
            application.UsePathBase(pathBase);
            application.UseRouting();
        }

        application.UseAuthentication();
        application.UseAuthorization();
        if (addsClaims)
        {
            // As careless transformations of claims do.
            application.Use(static (context, next) =>
            {
                (context.User.Identity as ClaimsIdentity)?.AddClaim(new Claim("urn:added", "x"));
                return next(context);
            });
        }

        application.MapGet("/in", SignInAsync);
        application.MapGet("/out", static context => context.SignOutAsync());
        application.MapGet("/me", Describe).RequireAuthorization();
        application.MapGet("/admin", Describe).RequireAuthorization(policy => policy.RequireRole("admin"));
        application.MapGet("/open", async (HttpContext context) =>
        {
            started.LastFailure = (await context.AuthenticateAsync()).Failure;
            return Describe(context.User);
        });
        await application.StartAsync(TestContext.Current.CancellationToken);
        return started;
    }

    public Browser NewBrowser() => new(Address);

    public async ValueTask DisposeAsync() => await _application.DisposeAsync();

    private static async Task SignInAsync(HttpContext context)
    {
        var query = context.Request.Query;
        var name = query["name"].ToString();
        var identity = new ClaimsIdentity("Federation");
        identity.AddClaim(new Claim(System.Security.Claims.ClaimTypes.Name, name));
        identity.AddClaim(new Claim(System.Security.Claims.ClaimTypes.Role, query["role"].ToString()));
        var count = int.Parse("0" + query["claims"], CultureInfo.InvariantCulture);
        for (var at = 0; at < count; at++)
        {
            // Values that do not compress.
            identity.AddClaim(new Claim($"urn:claim:{at}", Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(BitConverter.GetBytes(at)))));
        }

        var properties = new AuthenticationProperties { IsPersistent = query["persistent"] == "true" };
        properties.Items["item"] = "a value & more";
        await context.SignInAsync(new ClaimsPrincipal(identity), properties);
    }

    private static string Describe(ClaimsPrincipal user) => user.Identity is { IsAuthenticated: true } identity
        ? string.Create(CultureInfo.InvariantCulture, $"{identity.Name}, {user.Claims.Count()} claims")
        : "nobody";
}
