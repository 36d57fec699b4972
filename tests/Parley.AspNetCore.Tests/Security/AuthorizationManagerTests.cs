using System.Collections.ObjectModel;
using System.Security.Claims;
using System.Security.Principal;
using Parley.AspNetCore.Tests.Hosting;
using Parley.Channels;
using Parley.IdentityModel.Claims;
using Parley.IdentityModel.Policy;
using Parley.IdentityModel.Selectors;
using Parley.Security;
using Claim = Parley.IdentityModel.Claims.Claim;
using ClaimTypes = Parley.IdentityModel.Claims.ClaimTypes;

namespace Parley.AspNetCore.Tests.Security;

public sealed class AuthorizationManagerTests
{
    [ServiceContract(Namespace = "urn:test", SessionMode = SessionMode.Allowed)]
    public interface ITill
    {
        [OperationContract]
        Task<string> WhoAsync();

        [OperationContract]
        Task<string> TakeAsync(int amount);

        [OperationContract(IsOneWay = true)]
        Task DropAsync(int amount);
    }

    [Fact]
    public async Task A_manager_decides_about_every_call_and_a_refusal_does_not_end_the_session()
    {
        await using var log = new TestLog();
        await using var host = Host(log, new NoTaking());
        await host.OpenAsync();
        await using var factory = new ChannelFactory<ITill>(new NetTcpBinding(SecurityMode.None), host.Description.Endpoints[1].Address!);
        var till = factory.CreateChannel();
        var error = await Assert.ThrowsAsync<SecurityAccessDeniedException>(() => till.TakeAsync(3).Soon());
        var fault = Assert.IsType<FaultException>(error.InnerException);
        Assert.True(fault.Code.IsSenderFault);
        Assert.Equal("FailedAuthentication", fault.Code.SubCode!.Name);
        Assert.Equal("http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd", fault.Code.SubCode.Namespace);
        Assert.Equal(" | False", await till.WhoAsync().Soon());
        Assert.Contains("TakeAsync".Replace("Async", "", StringComparison.Ordinal), (await log.EntryAsync(2019)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_one_way_call_is_not_made()
    {
        await using var log = new TestLog();
        await using var host = Host(log, new NoTaking());
        await host.OpenAsync();
        await using var factory = new ChannelFactory<ITill>(new NetTcpBinding(SecurityMode.None), host.Description.Endpoints[1].Address!);
        var till = factory.CreateChannel();
        await till.DropAsync(5).Soon();
        Assert.Contains("Drop", (await log.EntryAsync(2019)).Text, StringComparison.Ordinal);
        Assert.Equal(" | False", await till.WhoAsync().Soon());
    }

    [Fact]
    public async Task A_manager_may_read_the_message_and_put_a_copy_in_its_place()
    {
        await using var log = new TestLog();
        await using var host = Host(log, new SmallAmounts());
        await host.OpenAsync();
        await using var factory = new ChannelFactory<ITill>(new NetTcpBinding(SecurityMode.None), host.Description.Endpoints[1].Address!);
        var till = factory.CreateChannel();
        Assert.Equal("took 3", await till.TakeAsync(3).Soon());
        await Assert.ThrowsAsync<SecurityAccessDeniedException>(() => till.TakeAsync(3000).Soon());
    }

    [Fact]
    public async Task Policies_add_claims_and_a_principal_that_the_operation_sees()
    {
        await using var log = new TestLog();
        var manager = new SeesClaims();
        await using var host = Host(log, manager);
        host.Authorization.ExternalAuthorizationPolicies = new ReadOnlyCollection<IAuthorizationPolicy>([new Cashiers()]);
        await host.OpenAsync();
        await using var factory = new ChannelFactory<ITill>(Basic(), host.Description.Endpoints[0].Address!);
        factory.Credentials.UserName.UserName = "carl";
        factory.Credentials.UserName.Password = "any";
        Assert.Equal("carl | True", await factory.CreateChannel().WhoAsync().Soon());
        Assert.Equal(["carl", "cashier"], manager.Seen);
    }

    [Fact]
    public async Task Policies_count_without_a_manager_too()
    {
        await using var log = new TestLog();
        await using var host = Host(log, null);
        host.Authorization.ExternalAuthorizationPolicies = new ReadOnlyCollection<IAuthorizationPolicy>([new Cashiers()]);
        await host.OpenAsync();
        await using var factory = new ChannelFactory<ITill>(Basic(), host.Description.Endpoints[0].Address!);
        factory.Credentials.UserName.UserName = "carl";
        factory.Credentials.UserName.Password = "any";
        Assert.Equal("carl | True", await factory.CreateChannel().WhoAsync().Soon());
    }

    [Fact]
    public async Task What_a_manager_throws_is_answered_like_what_an_operation_throws()
    {
        await using var log = new TestLog { ExpectsErrors = true };
        await using var host = Host(log, new Broken());
        await host.OpenAsync();
        await using var factory = new ChannelFactory<ITill>(Basic(), host.Description.Endpoints[0].Address!);
        factory.Credentials.UserName.UserName = "carl";
        factory.Credentials.UserName.Password = "any";
        var error = await Assert.ThrowsAsync<FaultException>(() => factory.CreateChannel().WhoAsync().Soon());
        Assert.DoesNotContain("door is stuck", error.Message, StringComparison.Ordinal);
        Assert.Contains("door is stuck", (await log.EntryAsync(2000)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Role_providers_are_refused_by_name()
    {
        var behavior = new Parley.Description.ServiceAuthorizationBehavior();
        var error = Assert.Throws<NotSupportedException>(() => behavior.PrincipalPermissionMode = Parley.Description.PrincipalPermissionMode.UseAspNetRoles);
        Assert.Contains("IAuthorizationPolicy", error.Message, StringComparison.Ordinal);
        behavior.PrincipalPermissionMode = Parley.Description.PrincipalPermissionMode.Custom;
    }

    private static ServiceHost Host(TestLog log, ServiceAuthorizationManager? manager)
    {
        var host = new ServiceHost(typeof(Till)) { LoggerFactory = log };
        host.AddServiceEndpoint(typeof(ITill), Basic(), "http://127.0.0.1:0/till");
        host.AddServiceEndpoint(typeof(ITill), new NetTcpBinding(SecurityMode.None), "net.tcp://127.0.0.1:0/till");
        host.Credentials.UserNameAuthentication.UserNamePasswordValidationMode = UserNamePasswordValidationMode.Custom;
        host.Credentials.UserNameAuthentication.CustomUserNamePasswordValidator = UserNamePasswordValidator.None;
        host.Authorization.ServiceAuthorizationManager = manager;
        return host;
    }

    private static BasicHttpBinding Basic()
    {
        var binding = new BasicHttpBinding(BasicHttpSecurityMode.TransportCredentialOnly);
        binding.Security.Transport.ClientCredentialType = HttpClientCredentialType.Basic;
        return binding;
    }

    public sealed class Till : ITill
    {
        public Task<string> WhoAsync() =>
            Task.FromResult($"{ServiceSecurityContext.Current?.PrimaryIdentity.Name} | {OperationContext.Current!.ClaimsPrincipal.IsInRole("cashier")}");

        public Task<string> TakeAsync(int amount) => Task.FromResult($"took {amount}");

        public Task DropAsync(int amount) => throw new InvalidOperationException("Nobody may call this.");
    }

    private sealed class NoTaking : ServiceAuthorizationManager
    {
        protected override bool CheckAccessCore(OperationContext operationContext) =>
            operationContext.IncomingMessageHeaders!.Action!.EndsWith("Who", StringComparison.Ordinal);
    }

    private sealed class SmallAmounts : ServiceAuthorizationManager
    {
        public override bool CheckAccess(OperationContext operationContext, ref Message message)
        {
            using var buffer = message.CreateBufferedCopy(65536);
            message = buffer.CreateMessage();
            var text = buffer.CreateMessage().ToString();
            return !text.Contains("3000", StringComparison.Ordinal) && base.CheckAccess(operationContext, ref message);
        }
    }

    private sealed class SeesClaims : ServiceAuthorizationManager
    {
        public List<string> Seen { get; } = [];

        protected override bool CheckAccessCore(OperationContext operationContext)
        {
            var context = operationContext.ServiceSecurityContext!.AuthorizationContext;
            Seen.AddRange(context.ClaimSets.SelectMany(set => set.FindClaims(null, Rights.PossessProperty)).Select(claim => (string)claim.Resource!));
            return true;
        }
    }

    private sealed class Broken : ServiceAuthorizationManager
    {
        protected override bool CheckAccessCore(OperationContext operationContext) => throw new InvalidOperationException("The door is stuck.");
    }

    private sealed class Cashiers : IAuthorizationPolicy
    {
        public string Id => "cashiers";

        public ClaimSet Issuer => ClaimSet.System;

        public bool Evaluate(EvaluationContext evaluationContext, ref object? state)
        {
            var identity = ((IList<IIdentity>)evaluationContext.Properties["Identities"])[0];
            evaluationContext.AddClaimSet(this, new DefaultClaimSet(Issuer, new Claim(ClaimTypes.Role, "cashier", Rights.PossessProperty)));
            evaluationContext.Properties["Principal"] = new GenericPrincipal(identity, ["cashier"]);
            return true;
        }
    }
}
