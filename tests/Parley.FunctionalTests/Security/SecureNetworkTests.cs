using Parley.Channels;
using Parley.FaultProxy;
using Parley.FunctionalTests.Http;
using Parley.FunctionalTests.Reliable;
using Parley.Security;

namespace Parley.FunctionalTests.Security;

/// <summary>Secure sessions over connections that break.</summary>
public sealed class SecureNetworkTests
{
    private static readonly TimeSpan _guard = TimeSpan.FromMinutes(1);

    [ServiceContract(Namespace = "urn:test", SessionMode = SessionMode.Required)]
    private interface ICounter
    {
        [OperationContract(IsOneWay = true)]
        Task PutAsync(int number);

        [OperationContract]
        Task<int> AddAsync(int number);

        [OperationContract]
        Task<string> WhoAsync();

        [OperationContract]
        Task<int> AddLaterAsync(int number);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(MessageCredentialType.UserName)]
    [InlineData(MessageCredentialType.Certificate)]
    public async Task A_reliable_session_over_a_secure_one_survives_connections_that_are_cut(MessageCredentialType credential)
    {
        await using var world = await StartAsync(() =>
        {
            var binding = new NetTcpBinding(SecurityMode.Message, reliableSessionEnabled: true);
            binding.Security.Message.ClientCredentialType = credential;
            binding.Security.Message.NegotiateServiceCredential = false;
            return binding;
        });
        var client = world.CreateClient();
        var sum = 0;
        for (var round = 0; round < 6; round++)
        {
            Assert.Equal(++sum, await client.AddAsync(1).WaitAsync(_guard, Token));
            ((TcpFaultProxy)world.Network).CutAll();
            var calls = Enumerable.Range(0, 4).Select(_ => client.AddAsync(1)).ToArray();
            if (round % 2 == 1)
            {
                ((TcpFaultProxy)world.Network).CutAll();
            }

            await Task.WhenAll(calls).WaitAsync(_guard, Token);
            await client.PutAsync(10).WaitAsync(_guard, Token);
            sum += 14;
            Assert.Equal(sum, await client.AddAsync(0).WaitAsync(_guard, Token));
        }

        Assert.StartsWith(credential == MessageCredentialType.UserName ? "alice" : "CN=alice", await client.WhoAsync().WaitAsync(_guard, Token), StringComparison.Ordinal);
        Assert.True(world.Network.Cut >= 6, $"{world.Network.Cut} connections were cut.");
        await ((IClientChannel)client).CloseAsync(Token).AsTask().WaitAsync(_guard, Token);
    }

    [Fact]
    public async Task A_secure_session_goes_on_over_a_new_connection()
    {
        await using var world = await StartAsync(() => new CustomBinding(
            SecurityBindingElement.CreateSecureConversationBindingElement(SecurityBindingElement.CreateUserNameForCertificateBindingElement()),
            new BinaryMessageEncodingBindingElement(),
            new TcpTransportBindingElement())
        {
            SendTimeout = TimeSpan.FromSeconds(20),
        });
        var client = world.CreateClient();
        Assert.Equal(1, await client.AddAsync(1).WaitAsync(_guard, Token));
        var id = ((IClientChannel)client).SessionId;
        ((TcpFaultProxy)world.Network).CutAll();
        while (true)
        {
            try
            {
                // The service has kept the session: its instance has the number.
                Assert.Equal(1, await client.AddAsync(0).WaitAsync(_guard, Token));
                break;
            }
            catch (CommunicationException) when (((IClientChannel)client).State == CommunicationState.Opened)
            {
                // What was under way is lost, and the caller is told.
            }
        }

        Assert.Equal(id, ((IClientChannel)client).SessionId);
        await ((IClientChannel)client).CloseAsync(Token).AsTask().WaitAsync(_guard, Token);
    }

    [Fact]
    public async Task A_call_that_waits_when_its_connection_is_lost_fails_at_once_and_the_session_goes_on()
    {
        var began = Counter.Began = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var mayEnd = Counter.MayEnd = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var world = await StartAsync(() => new CustomBinding(
            SecurityBindingElement.CreateSecureConversationBindingElement(SecurityBindingElement.CreateUserNameForCertificateBindingElement()),
            new BinaryMessageEncodingBindingElement(),
            new TcpTransportBindingElement())
        {
            SendTimeout = TimeSpan.FromMinutes(10),
        });
        var client = world.CreateClient();
        var lost = client.AddLaterAsync(5);
        await began.Task.WaitAsync(_guard, Token);

        ((TcpFaultProxy)world.Network).CutAll();

        var exception = await Assert.ThrowsAnyAsync<CommunicationException>(() => lost.WaitAsync(_guard, Token));
        Assert.Contains("may have been done, or not", exception.Message, StringComparison.Ordinal);
        Assert.Equal(CommunicationState.Opened, ((IClientChannel)client).State);
        mayEnd.SetResult();
        Assert.Equal(5, await client.AddAsync(0).WaitAsync(_guard, Token));
        await ((IClientChannel)client).CloseAsync(Token).AsTask().WaitAsync(_guard, Token);
    }

    [Fact]
    public async Task A_session_that_is_not_to_go_on_ends_with_its_connection()
    {
        await using var world = await StartAsync(() =>
        {
            var binding = new NetTcpBinding(SecurityMode.Message);
            binding.Security.Message.ClientCredentialType = MessageCredentialType.UserName;
            binding.Security.Message.NegotiateServiceCredential = false;
            return binding;
        });
        var client = world.CreateClient();
        Assert.Equal(1, await client.AddAsync(1).WaitAsync(_guard, Token));
        var faulted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        ((IClientChannel)client).Faulted += (_, _) => faulted.TrySetResult();
        ((TcpFaultProxy)world.Network).CutAll();
        await faulted.Task.WaitAsync(_guard, Token);
        await Assert.ThrowsAnyAsync<CommunicationException>(() => client.AddAsync(0).WaitAsync(_guard, Token));
    }

    private static Task<ReliableWorld<ICounter>> StartAsync(Func<Binding> binding) => ReliableWorld<ICounter>.StartAsync(
        typeof(Counter),
        binding,
        new NoFaults(),
        host =>
        {
            host.Credentials.ServiceCertificate.Certificate = TestCertificates.Service;
            host.Credentials.ClientCertificate.Authentication.CertificateValidationMode = X509CertificateValidationMode.None;
            host.Credentials.UserNameAuthentication.UserNamePasswordValidationMode = UserNamePasswordValidationMode.Custom;
            host.Credentials.UserNameAuthentication.CustomUserNamePasswordValidator = new Everybody();
        },
        factory =>
        {
            var credentials = factory.Credentials!;
            credentials.ClientCertificate.Certificate = TestCertificates.Alice;
            credentials.UserName.UserName = "alice";
            credentials.UserName.Password = "secret";
            credentials.ServiceCertificate.DefaultCertificate = TestCertificates.Service;
            credentials.ServiceCertificate.Authentication.CertificateValidationMode = X509CertificateValidationMode.None;
        });

    [ServiceBehavior(InstanceContextMode = InstanceContextMode.PerSession, ConcurrencyMode = ConcurrencyMode.Single)]
    private sealed class Counter : ICounter
    {
        private int _sum;

        public static TaskCompletionSource Began { get; set; } = new();

        public static TaskCompletionSource MayEnd { get; set; } = new();

        public async Task<int> AddLaterAsync(int number)
        {
            Began.SetResult();
            await MayEnd.Task;
            return _sum += number;
        }

        public Task PutAsync(int number)
        {
            _sum += number;
            return Task.CompletedTask;
        }

        public Task<int> AddAsync(int number) => Task.FromResult(_sum += number);

        public Task<string> WhoAsync() => Task.FromResult(ServiceSecurityContext.Current!.PrimaryIdentity.Name!);
    }

    private sealed class Everybody : IdentityModel.Selectors.UserNamePasswordValidator
    {
        public override void Validate(string userName, string password)
        {
        }
    }

    private sealed class NoFaults : IFaultPlan
    {
        public Fault Decide(in ProxiedMessage message) => Fault.None;
    }
}
