using System.Security.Claims;
using System.Security.Principal;
using Microsoft.AspNetCore.DataProtection;
using Parley.AspNetCore.Tests.Hosting;
using Parley.Channels;
using Parley.IdentityModel.Selectors;
using Parley.Security;

namespace Parley.AspNetCore.Tests.Security;

/// <summary>Tokens that carry their own state: what they say of the client after a restart, and what they cannot be used with.</summary>
public sealed class StatefulTokenTests
{
    [Theory]
    [InlineData("http", "user", false)]
    [InlineData("http", "user", true)]
    [InlineData("http", "certificate", false)]
    [InlineData("https", "certificate over tls", false)]
    [InlineData("http", "anonymous", false)]
    public async Task After_a_restart_the_service_sees_the_same_caller_as_in_a_session_that_it_keeps(string transport, string bootstrap, bool hasRoles)
    {
        var encoder = new DataProtectionSecurityStateEncoder(new EphemeralDataProtectionProvider());
        void Configure(ServiceHost host)
        {
            host.Credentials.SecureConversationAuthentication.SecurityStateEncoder = encoder;
            if (hasRoles)
            {
                host.Credentials.UserNameAuthentication.CustomUserNamePasswordValidator = null;
                host.Credentials.UserNameAuthentication.UserNamePasswordValidationMode = UserNamePasswordValidationMode.Windows;
                host.Credentials.UserNameAuthentication.AsyncUserNamePasswordValidator = new Everybody();
                host.Authorization.ExternalAuthorizationPolicies = new([new Promoted()]);
            }
        }

        string kept;
        await using (var stateless = await SessionWorld.StartAsync(() => SessionWorld.Binding(transport, bootstrap), new Mirror(), configure: Configure))
        {
            var other = stateless.Open();
            kept = other.WhoAmI();
            SessionWorld.Close(other);
        }

        var world = await SessionWorld.StartAsync(() => SessionWorld.Binding(transport, bootstrap, stateful: true), new Mirror(), configure: Configure);
        var address = world.Host.Description.Endpoints[0].ListenUri!.ToString();
        var client = world.Open();
        Assert.Equal(kept, client.WhoAmI());
        world.Host.Abort();
        await using var again = await SessionWorld.StartAsync(() => SessionWorld.Binding(transport, bootstrap, stateful: true), new Mirror(), configure: Configure, address: address);
        Assert.Equal(kept, client.WhoAmI());
        Assert.Equal(bootstrap.StartsWith("certificate", StringComparison.Ordinal), kept.Contains(SessionWorld.Alice.Thumbprint, StringComparison.Ordinal));
        SessionWorld.Close(client);
        await world.DisposeAsync();
    }

    [Theory]
    [InlineData(typeof(ISessions), "http", "SessionMode.Required")]
    [InlineData(typeof(ICalling), "http", "callback contract")]
    [InlineData(typeof(ISafe), "tcp", "connections")]
    public async Task They_are_refused_when_the_host_opens_where_the_service_has_to_keep_a_session_by_the_setting_s_name(Type contract, string transport, string reason)
    {
        await using var host = new ServiceHost(typeof(Everything));
        host.Credentials.ServiceCertificate.Certificate = SessionWorld.Server;
        var binding = SessionWorld.Binding(transport, "anonymous", stateful: true);
        host.AddServiceEndpoint(contract, binding, $"{binding.Scheme}://localhost:0/sessions");
        var exception = await Assert.ThrowsAnyAsync<InvalidOperationException>(async () => await host.OpenAsync());
        Assert.Contains(reason, exception.ToString(), StringComparison.Ordinal);
        Assert.Contains("RequireCancellation of the binding's SecureConversationSecurityTokenParameters", exception.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_channel_that_expects_another_identity_does_not_take_the_token_of_one_before()
    {
        var encoder = new DataProtectionSecurityStateEncoder(new EphemeralDataProtectionProvider());
        await using var world = await SessionWorld.StartAsync(
            () => SessionWorld.Binding("http", "anonymous", stateful: true),
            new Mirror(),
            configure: host => host.Credentials.SecureConversationAuthentication.SecurityStateEncoder = encoder);
        var honest = world.Open();
        Assert.Equal("still", honest.Echo("still"));

        var other = world.Factory.CreateChannel(new EndpointAddress(world.Host.Description.Endpoints[0].ListenUri!, new DnsEndpointIdentity("elsewhere")));
        var refused = Assert.ThrowsAny<CommunicationException>(() => other.Echo("secret"));
        Assert.Contains("elsewhere", refused.Message, StringComparison.Ordinal);
        Assert.Equal("still", honest.Echo("still"));
        SessionWorld.Close(honest);
    }

    [Fact]
    public void A_client_with_such_a_contract_is_refused_by_the_setting_s_name()
    {
        using var factory = new ChannelFactory<ISessions>(SessionWorld.Binding("http", "anonymous", stateful: true), new EndpointAddress("http://localhost:1/sessions"));
        var exception = Assert.ThrowsAny<InvalidOperationException>(() => factory.Open());
        Assert.Contains("RequireCancellation of the binding's SecureConversationSecurityTokenParameters", exception.Message, StringComparison.Ordinal);
    }

    [ServiceContract(SessionMode = SessionMode.Required)]
    internal interface ISessions
    {
        [OperationContract]
        int Next();
    }

    [ServiceContract(CallbackContract = typeof(ICalled))]
    internal interface ICalling
    {
        [OperationContract]
        int Ring();
    }

    internal interface ICalled
    {
        [OperationContract(IsOneWay = true)]
        void Rung();
    }

    private sealed class Everything : ISessions, ICalling, ISafe
    {
        public int Next() => 1;

        public int Ring() => 1;

        public string Echo(string text) => text;

        public string WhoAmI() => string.Empty;

        public int Count() => 1;

        public void Note(string text)
        {
        }

        public string Fail() => string.Empty;
    }

    /// <summary>Says all that is known of the caller.</summary>
    [ServiceBehavior(InstanceContextMode = InstanceContextMode.Single, ConcurrencyMode = ConcurrencyMode.Multiple)]
    private sealed class Mirror : ISafe
    {
        public string Echo(string text) => text;

        public string WhoAmI()
        {
            var context = ServiceSecurityContext.Current!;
            return string.Join(
                '\n',
                (string[])
                [
                    $"{context.IsAnonymous} {context.PrimaryIdentity.Name} {context.PrimaryIdentity.AuthenticationType} {context.PrimaryIdentity.IsAuthenticated}",
                    .. context.ClaimsPrincipal.Claims.Select(claim => $"{claim.Type} {claim.Value} {claim.ValueType} {claim.Issuer}"),
                    $"{context.ClaimsPrincipal.IsInRole("auditor")} {context.ClaimsPrincipal.Identity?.Name}",
                    .. context.AuthorizationPolicies.Select(policy => policy.Id),
                    .. context.AuthorizationContext.ClaimSets.SelectMany(set => set).Select(claim => $"{claim.ClaimType} {claim.Right} {Text(claim.Resource)}").Order(StringComparer.Ordinal),
                ]);
        }

        public int Count() => 1;

        public void Note(string text)
        {
        }

        public string Fail() => string.Empty;

        private static string Text(object? resource) => resource switch
        {
            byte[] bytes => Convert.ToHexString(bytes),
            System.Security.Cryptography.X509Certificates.X500DistinguishedName name => name.Name,
            System.Security.Cryptography.RSA rsa => Convert.ToHexString(rsa.ExportRSAPublicKey()),
            _ => resource?.ToString() ?? string.Empty,
        };
    }

    private sealed class Everybody : IUserNamePasswordValidator
    {
        public ValueTask<bool> ValidateAsync(string userName, string password, CancellationToken cancellationToken = default) => new(true);
    }

    private sealed class Promoted : Parley.IdentityModel.Policy.IAuthorizationPolicy
    {
        public string Id => "promoted";

        public Parley.IdentityModel.Claims.ClaimSet Issuer => Parley.IdentityModel.Claims.ClaimSet.System;

        public bool Evaluate(Parley.IdentityModel.Policy.EvaluationContext evaluationContext, ref object? state)
        {
            evaluationContext.AddClaimSet(
                this, new Parley.IdentityModel.Claims.DefaultClaimSet(Issuer, new Parley.IdentityModel.Claims.Claim("urn:rank", "captain", Parley.IdentityModel.Claims.Rights.PossessProperty)));
            return true;
        }
    }
}
