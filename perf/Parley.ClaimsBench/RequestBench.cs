using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;

namespace Parley.ClaimsBench;

/// <summary>A whole request that is authenticated, without the network: through the middleware, to an endpoint that looks at the user.</summary>
internal static class RequestBench
{
    public static async Task RunAsync(int claims, int rounds)
    {
        var keys = new EphemeralDataProtectionProvider();
        (string Name, Action<AuthenticationBuilder> Add)[] schemes =
        [
            ("ASP.NET Core cookie", static builder => builder.AddCookie("bench")),
            ("session", static builder => builder.AddSessionAuthentication("bench", static _ => { })),
            ("session, reference mode", static builder => builder.AddSessionAuthentication("bench", static options => options.IsReferenceMode = true)),
        ];
        var requests = new List<Action>();
        var sizes = new List<int>();
        foreach (var (_, add) in schemes)
        {
            var (pipeline, services) = Build(keys, add);
            var cookie = await SignInAsync(services, claims);
            sizes.Add(cookie.Length);
            requests.Add(() =>
            {
                using var scope = services.CreateScope();
                var context = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
                context.Request.Headers.Cookie = cookie;
                context.Request.Method = "GET";
                context.Request.Path = "/";
                pipeline(context).GetAwaiter().GetResult();
                if (context.Response.StatusCode != claims)
                {
                    throw new InvalidOperationException($"The user has {context.Response.StatusCode} claims.");
                }
            });
        }

        var results = Measure.InTurn(rounds, [.. requests]);
        Console.WriteLine($"{"request of a user with " + claims + " claims",-42}{"µs",10}{"ratio",10}{"cookie B",9}{"ratio",8}{"alloc B",9}");
        for (var at = 0; at < results.Length; at++)
        {
            Console.WriteLine($"{schemes[at].Name,-42}{results[at].Micros,10:F1}{results[at].Micros / results[0].Micros,10:F2}{sizes[at],9}{(double)sizes[at] / sizes[0],8:F2}{results[at].Bytes,9}");
        }
    }

    private static (RequestDelegate Pipeline, IServiceProvider Services) Build(IDataProtectionProvider keys, Action<AuthenticationBuilder> add)
    {
        var services = new ServiceCollection();
        services.AddSingleton<ILoggerFactory, LoggerFactory>();
        services.AddLogging();
        services.AddSingleton(keys);
        add(services.AddAuthentication("bench"));
        var provider = services.BuildServiceProvider();
        var application = new ApplicationBuilder(provider);
        application.UseAuthentication();
        application.Run(static context =>
        {
            context.Response.StatusCode = context.User.Claims.Count();
            return Task.CompletedTask;
        });
        return (application.Build(), provider);
    }

    private static async Task<string> SignInAsync(IServiceProvider services, int claims)
    {
        using var scope = services.CreateScope();
        var context = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        context.Request.Scheme = "https";
        context.Request.Host = new HostString("localhost");
        await context.SignInAsync("bench", Principals.Create(claims));
        return string.Join("; ", SetCookieHeaderValue.ParseList([.. context.Response.Headers.SetCookie!]).Select(static set => $"{set.Name}={set.Value}"));
    }
}
