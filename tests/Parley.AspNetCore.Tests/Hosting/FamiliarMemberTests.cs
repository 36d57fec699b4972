namespace Parley.AspNetCore.Tests.Hosting;

/// <summary>Members that code from WCF uses and that do less here: they do nothing, or say that they cannot do what they are asked.</summary>
public class FamiliarMemberTests
{
    [ServiceContract(Namespace = "urn:test")]
    public interface IBank
    {
        [OperationContract]
        bool Pay();
    }

    [Fact]
    public async Task What_changes_nothing_is_accepted()
    {
        await using var served = await Served<IBank>.OpenAsync(typeof(CashBank), () => new NetTcpBinding(SecurityMode.None) { TransactionFlow = false });
        Assert.False(served.Client().Pay());
    }

    [Theory]
    [InlineData(typeof(TransactionBank), "TransactionScopeRequired")]
    [InlineData(typeof(ImpersonatingBank), "Impersonation")]
    public void A_host_does_not_open_with_what_is_not_supported(Type service, string setting)
    {
        using var host = new ServiceHost(service);
        host.AddServiceEndpoint(typeof(IBank), Bindings.Tcp(), "net.tcp://127.0.0.1:0/bank");
        Assert.Contains(setting, Assert.Throws<NotSupportedException>(host.Open).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Transactions_do_not_flow() => Assert.Throws<NotSupportedException>(() => new NetTcpBinding { TransactionFlow = true });

    [Fact]
    public void A_host_adds_its_endpoints_in_ApplyConfiguration()
    {
        using var host = new SelfMadeHost();
        Assert.Single(host.Description.Endpoints);
    }

    [ServiceBehavior(ReleaseServiceInstanceOnTransactionComplete = false)]
    public sealed class CashBank : IBank
    {
        [OperationBehavior(TransactionScopeRequired = false, Impersonation = ImpersonationOption.Allowed)]
        public bool Pay() => OperationContext.Current!.HasSupportingTokens;
    }

    public sealed class TransactionBank : IBank
    {
        [OperationBehavior(TransactionScopeRequired = true)]
        public bool Pay() => true;
    }

    public sealed class ImpersonatingBank : IBank
    {
        [OperationBehavior(Impersonation = ImpersonationOption.Required)]
        public bool Pay() => true;
    }

    private sealed class SelfMadeHost() : ServiceHost(typeof(CashBank))
    {
        protected override void ApplyConfiguration()
        {
            base.ApplyConfiguration();
            AddServiceEndpoint(typeof(IBank), Bindings.Tcp(), "net.tcp://127.0.0.1:0/bank");
        }
    }
}
