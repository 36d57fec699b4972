using Parley.Channels;
using Parley.FunctionalTests.Http;
using Parley.IdentityModel.Selectors;
using Parley.Security;

namespace Parley.FunctionalTests.Security;

/// <summary>Clients do not wait for each other, and none of them changes what is sent to another.</summary>
public sealed class SideBySideTests
{
    private static readonly TimeSpan _guard = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Passwords_that_are_checked_elsewhere_are_checked_side_by_side(bool hasSession)
    {
        var element = SecurityBindingElement.CreateUserNameForCertificateBindingElement();
        var binding = new CustomBinding(
            hasSession ? SecurityBindingElement.CreateSecureConversationBindingElement(element) : element, new TextMessageEncodingBindingElement(), new HttpTransportBindingElement());
        var validator = new Elsewhere();
        await using var world = await BankWorld.StartAsync(binding, configure: credentials =>
        {
            credentials.UserNameAuthentication.UserNamePasswordValidationMode = UserNamePasswordValidationMode.Windows;
            credentials.UserNameAuthentication.CustomUserNamePasswordValidator = null;
            credentials.UserNameAuthentication.AsyncUserNamePasswordValidator = validator;
        });
        var waiting = new List<Task<string>>();
        for (var i = 0; i < 3; i++)
        {
            waiting.Add(world.Connect(binding, credentials => credentials.UserName.UserName = "slow").WhoAsync());
        }

        await validator.Asked.Task.WaitAsync(_guard, Cancelled);

        // These are checked elsewhere, too, and have their answers at once.
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal("alice|Elsewhere", await world.Connect(binding).WhoAsync().WaitAsync(_guard, Cancelled));
        }

        Assert.All(waiting, task => Assert.False(task.IsCompleted));
        validator.Answer.SetResult();
        foreach (var task in waiting)
        {
            Assert.Equal("slow|Elsewhere", await task.WaitAsync(_guard, Cancelled));
        }
    }

    [Fact]
    public async Task A_client_that_gives_another_s_address_changes_nothing_of_what_the_other_is_sent()
    {
        var binding = new CustomBinding(
            SecurityBindingElement.CreateMutualCertificateDuplexBindingElement(),
            new CompositeDuplexBindingElement(),
            new OneWayBindingElement(),
            new TextMessageEncodingBindingElement(),
            new HttpTransportBindingElement());
        var desk = new Desk();
        await using var host = new ServiceHost(desk, new Uri("http://127.0.0.1:0/desk"));
        host.Credentials.ServiceCertificate.Certificate = TestCertificates.Service;
        host.Credentials.ClientCertificate.Authentication.CertificateValidationMode = X509CertificateValidationMode.None;
        var endpoint = host.AddServiceEndpoint(typeof(IDesk), binding, string.Empty);
        await host.OpenAsync(Cancelled);
        var alice = new Bell();
        var mallory = new Bell();
        await using var ofAlice = Connect(binding, endpoint.ListenUri!, alice, TestCertificates.Alice);
        await using var ofMallory = Connect(binding, endpoint.ListenUri!, mallory, TestCertificates.Mallory);
        var aliceWaits = ofAlice.CreateChannel().WaitAsync("alice");
        var toAlice = await desk.Waiting("alice").WaitAsync(_guard, Cancelled);

        // The honest message first: Mallory is a client like any other.
        var channel = ofMallory.CreateChannel();
        desk.Release("mallory");
        await channel.WaitAsync("mallory").WaitAsync(_guard, Cancelled);
        Assert.Equal("mallory", await mallory.Rung.Task.WaitAsync(_guard, Cancelled));

        // Now with Alice's address.
        using (new OperationContextScope((IContextChannel)channel))
        {
            OperationContext.Current!.OutgoingMessageHeaders.ReplyTo = toAlice;
            await channel.ClaimAsync().WaitAsync(_guard, Cancelled);
        }

        await desk.Claimed.Task.WaitAsync(_guard, Cancelled);
        desk.Release("alice");
        Assert.Equal("alice", await alice.Rung.Task.WaitAsync(_guard, Cancelled));
        await aliceWaits.WaitAsync(_guard, Cancelled);
    }

    private static DuplexChannelFactory<IDesk> Connect(Binding binding, Uri address, Bell bell, System.Security.Cryptography.X509Certificates.X509Certificate2 certificate)
    {
        var factory = new DuplexChannelFactory<IDesk>(new InstanceContext(bell), binding, new EndpointAddress(address, new X509CertificateEndpointIdentity(TestCertificates.Service)));
        var credentials = new Description.ClientCredentials();
        credentials.ClientCertificate.Certificate = certificate;
        credentials.ServiceCertificate.DefaultCertificate = TestCertificates.Service;
        credentials.ServiceCertificate.Authentication.CertificateValidationMode = X509CertificateValidationMode.None;
        if (factory.Endpoint.EndpointBehaviors.OfType<Description.ClientCredentials>().FirstOrDefault() is { } old)
        {
            factory.Endpoint.EndpointBehaviors.Remove(old);
        }

        factory.Endpoint.EndpointBehaviors.Add(credentials);
        return factory;
    }

    [ServiceContract(CallbackContract = typeof(IBell))]
    internal interface IDesk
    {
        /// <summary>Rings the caller's bell when the test says so.</summary>
        [OperationContract]
        Task WaitAsync(string name);

        [OperationContract(IsOneWay = true)]
        Task ClaimAsync();
    }

    internal interface IBell
    {
        [OperationContract(IsOneWay = true)]
        Task RingAsync(string name);
    }

    [ServiceBehavior(InstanceContextMode = InstanceContextMode.Single, ConcurrencyMode = ConcurrencyMode.Multiple)]
    private sealed class Desk : IDesk
    {
        private readonly System.Collections.Concurrent.ConcurrentDictionary<string, TaskCompletionSource<EndpointAddress>> _waiting = new();
        private readonly System.Collections.Concurrent.ConcurrentDictionary<string, TaskCompletionSource> _released = new();

        public TaskCompletionSource Claimed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<EndpointAddress> Waiting(string name) => WaitingOf(name).Task;

        public void Release(string name) => ReleasedOf(name).TrySetResult();

        public async Task WaitAsync(string name)
        {
            var bell = OperationContext.Current!.GetCallbackChannel<IBell>();
            WaitingOf(name).TrySetResult(OperationContext.Current.IncomingMessageHeaders!.ReplyTo!);
            await ReleasedOf(name).Task;
            await bell.RingAsync(name);
        }

        public Task ClaimAsync()
        {
            Claimed.TrySetResult();
            return Task.CompletedTask;
        }

        private TaskCompletionSource<EndpointAddress> WaitingOf(string name) => _waiting.GetOrAdd(name, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));

        private TaskCompletionSource ReleasedOf(string name) => _released.GetOrAdd(name, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
    }

    [CallbackBehavior(ConcurrencyMode = ConcurrencyMode.Multiple)]
    private sealed class Bell : IBell
    {
        public TaskCompletionSource<string> Rung { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task RingAsync(string name)
        {
            Rung.TrySetResult(name);
            return Task.CompletedTask;
        }
    }

    /// <summary>No check ends on the thread that asks for it, and those of one user end when the test says so.</summary>
    private sealed class Elsewhere : IUserNamePasswordValidator
    {
        private int _asked;

        public TaskCompletionSource Asked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async ValueTask<bool> ValidateAsync(string userName, string password, CancellationToken cancellationToken = default)
        {
            if (userName == "slow")
            {
                if (Interlocked.Increment(ref _asked) == 3)
                {
                    Asked.TrySetResult();
                }

                await Answer.Task.WaitAsync(cancellationToken);
            }

            await Task.Yield();
            return true;
        }
    }
}
