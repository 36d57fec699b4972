using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Parley.AspNetCore.Tests.Hosting;
using Parley.Channels;
using Parley.IdentityModel.Selectors;
using Parley.Security;

namespace Parley.AspNetCore.Tests.Security;

public sealed class AuthorizeTests
{
    [Theory]
    [InlineData("boss", "Look Open Empty Ask")]
    [InlineData("clerk", "Look Ask")]
    [InlineData("tom", "Look Empty Ask")]
    public async Task Roles_policies_and_exceptions_of_ASP_NET_Core_count_for_operations(string user, string allowed)
    {
        await using var log = new TestLog();
        await using var app = await StartAsync<Strongroom>(log);
        await using var factory = Factory(app, user);
        var vault = factory.CreateChannel();
        var calls = new (string Name, Func<Task<string>> Call)[]
        {
            ("Look", vault.LookAsync), ("Open", vault.OpenAsync), ("Empty", vault.EmptyAsync), ("Ask", vault.AskAsync),
        };
        foreach (var (name, call) in calls)
        {
            if (allowed.Contains(name, StringComparison.Ordinal))
            {
                Assert.StartsWith(user + " ", await call().Soon(), StringComparison.Ordinal);
                continue;
            }

            var error = await Assert.ThrowsAsync<SecurityAccessDeniedException>(() => call().Soon());
            Assert.Equal("Access is denied.", error.Message);
            Assert.IsType<FaultException>(error.InnerException);
        }
    }

    [Fact]
    public async Task A_refusal_is_logged_with_the_caller_and_the_operation()
    {
        await using var log = new TestLog();
        await using var app = await StartAsync<Strongroom>(log);
        await using var factory = Factory(app, "clerk");
        await Assert.ThrowsAsync<SecurityAccessDeniedException>(() => factory.CreateChannel().OpenAsync().Soon());
        var (level, _, text) = await log.EntryAsync(2019);
        Assert.Equal(LogLevel.Information, level);
        Assert.Contains("clerk", text, StringComparison.Ordinal);
        Assert.Contains("Open", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_application_adds_to_a_caller_is_there_in_the_operation_and_the_threads_principal_is_left_alone()
    {
        await using var log = new TestLog();
        await using var app = await StartAsync<Strongroom>(log);
        await using var factory = Factory(app, "boss");
        Assert.Equal("boss chief True thread ", await factory.CreateChannel().OpenAsync().Soon());
    }

    [Fact]
    public async Task Without_authorization_services_the_service_does_not_open()
    {
        await using var log = new TestLog { ExpectsErrors = true };
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync<Strongroom>(log, addsAuthorization: false));
        Assert.Contains("AddAuthorization", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_policy_that_nobody_has_added_is_named_when_the_service_opens()
    {
        await using var log = new TestLog { ExpectsErrors = true };
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync<StrongroomWithUnknownPolicy>(log));
        Assert.Contains("odd", error.Message, StringComparison.Ordinal);
        Assert.Contains("StrongroomWithUnknownPolicy.Look", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Authentication_schemes_are_refused()
    {
        await using var log = new TestLog { ExpectsErrors = true };
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync<StrongroomWithScheme>(log));
        Assert.Contains("AuthenticationSchemes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_an_application_roles_and_authentication_count_and_policies_by_name_are_refused()
    {
        await using var host = new ServiceHost(typeof(Doorman));
        host.AddServiceEndpoint(typeof(IDoorman), new NetTcpBinding(SecurityMode.None), "net.tcp://127.0.0.1:0/door");
        await host.OpenAsync();
        await using var factory = new ChannelFactory<IDoorman>(new NetTcpBinding(SecurityMode.None), host.Description.Endpoints[0].Address!);
        var door = factory.CreateChannel();
        await Assert.ThrowsAsync<SecurityAccessDeniedException>(() => door.EnterAsync().Soon());
        Assert.Equal("knocked", await door.KnockAsync().Soon());

        await using var strict = new ServiceHost(typeof(StrongroomWithUnknownPolicy));
        strict.AddServiceEndpoint(typeof(IStrongroom), new NetTcpBinding(SecurityMode.None), "net.tcp://127.0.0.1:0/vault");
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => strict.OpenAsync().AsTask());
        Assert.Contains("MapService", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_applications_validator_checks_user_names_in_a_scope_of_its_own()
    {
        await using var log = new TestLog();
        await using var app = await StartAsync<Strongroom>(log);
        await using var right = Factory(app, "boss");
        Assert.StartsWith("boss", await right.CreateChannel().AskAsync().Soon(), StringComparison.Ordinal);
        await using var wrong = Factory(app, "boss", "guess");
        await Assert.ThrowsAnyAsync<CommunicationException>(() => wrong.CreateChannel().AskAsync().Soon());
        Assert.Equal(2, app.Services.GetRequiredService<Visits>().Count);
    }

    [Fact]
    public async Task A_validator_of_the_services_own_goes_before_the_applications()
    {
        await using var log = new TestLog();
        await using var app = await StartAsync<Strongroom>(log, service =>
        {
            service.Credentials.UserNameAuthentication.UserNamePasswordValidationMode = UserNamePasswordValidationMode.Custom;
            service.Credentials.UserNameAuthentication.CustomUserNamePasswordValidator = UserNamePasswordValidator.None;
        });
        await using var factory = Factory(app, "boss", "guess");
        Assert.StartsWith("boss", await factory.CreateChannel().AskAsync().Soon(), StringComparison.Ordinal);
        Assert.Equal(0, app.Services.GetRequiredService<Visits>().Count);
    }

    private static async Task<WebApplication> StartAsync<TStrongroom>(TestLog log, Action<ServiceBuilder>? describe = null, bool addsAuthorization = true)
        where TStrongroom : class, IStrongroom
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<ILoggerFactory>(log);
        builder.Services.AddSingleton<Visits>();
        builder.Services.AddScoped<IUserNamePasswordValidator, Users>();
        builder.Services.AddScoped<IClaimsTransformation, Roles>();
        if (addsAuthorization)
        {
            builder.Services.AddAuthorization(options => options.AddPolicy("even", policy => policy.RequireAssertion(
                context => context.Resource is OperationContext && context.User.Identity!.Name!.Length != 5)));
        }

        builder.Services.AddParley();
        var app = builder.Build();
        app.MapService<TStrongroom>(service =>
        {
            service.AddEndpoint<IStrongroom>(Basic(), "/vault");
            describe?.Invoke(service);
        });
        try
        {
            await app.StartAsync();
            return app;
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    private static ChannelFactory<IStrongroom> Factory(WebApplication app, string user, string password = "secret")
    {
        var root = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        var factory = new ChannelFactory<IStrongroom>(Basic(), new EndpointAddress(new Uri(root, "/vault")));
        factory.Credentials.UserName.UserName = user;
        factory.Credentials.UserName.Password = password;
        return factory;
    }

    private static BasicHttpBinding Basic()
    {
        var binding = new BasicHttpBinding(BasicHttpSecurityMode.TransportCredentialOnly);
        binding.Security.Transport.ClientCredentialType = HttpClientCredentialType.Basic;
        return binding;
    }

    [ServiceContract(Namespace = "urn:test")]
    public interface IDoorman
    {
        [OperationContract]
        Task<string> KnockAsync();

        [OperationContract]
        Task<string> EnterAsync();
    }

    [Authorize]
    public sealed class Doorman : IDoorman
    {
        [AllowAnonymous]
        public Task<string> KnockAsync() => Task.FromResult("knocked");

        public Task<string> EnterAsync() => Task.FromResult("entered");
    }

    [Authorize]
    public class Strongroom : IStrongroom
    {
        public Task<string> LookAsync() => Task.FromResult(Show());

        [Authorize(Roles = "chief")]
        public Task<string> OpenAsync() => Task.FromResult(Show());

        public Task<string> EmptyAsync() => Task.FromResult(Show());

        [AllowAnonymous]
        public Task<string> AskAsync() => Task.FromResult(Show());

        private static string Show()
        {
            var caller = OperationContext.Current!.ClaimsPrincipal;
            return $"{ServiceSecurityContext.Current!.PrimaryIdentity.Name} {caller.FindFirst(ClaimTypes.Role)?.Value} {caller.IsInRole("chief")} thread {Thread.CurrentPrincipal?.Identity?.Name}";
        }
    }

    public sealed class StrongroomWithUnknownPolicy : Strongroom, IStrongroom
    {
        [Authorize("odd")]
        Task<string> IStrongroom.LookAsync() => LookAsync();
    }

    public sealed class StrongroomWithScheme : Strongroom, IStrongroom
    {
        [Authorize(AuthenticationSchemes = "Bearer")]
        Task<string> IStrongroom.LookAsync() => LookAsync();
    }

    public sealed class Visits
    {
        public int Count { get; set; }
    }

    private sealed class Users(Visits visits) : IUserNamePasswordValidator
    {
        public async ValueTask<bool> ValidateAsync(string userName, string password, CancellationToken cancellationToken)
        {
            await Task.Yield();
            visits.Count++;
            return password == "secret";
        }
    }

    private sealed class Roles : IClaimsTransformation
    {
        public Task<ClaimsPrincipal> TransformAsync(ClaimsPrincipal principal)
        {
            if (principal.Identity?.Name != "boss")
            {
                return Task.FromResult(principal);
            }

            var added = principal.Clone();
            added.AddIdentity(new ClaimsIdentity([new Claim(ClaimTypes.Role, "chief")]));
            return Task.FromResult(added);
        }
    }
}
