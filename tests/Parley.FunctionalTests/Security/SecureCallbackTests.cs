using Parley.Channels;
using Parley.FunctionalTests.Http;
using Parley.Security;

namespace Parley.FunctionalTests.Security;

/// <summary>Callbacks in secure sessions, over connections and over HTTP both ways, with the standard bindings and others.</summary>
public sealed class SecureCallbackTests
{
    private static readonly TimeSpan _guard = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("tcp", MessageCredentialType.None)]
    [InlineData("tcp", MessageCredentialType.UserName)]
    [InlineData("tcp", MessageCredentialType.Certificate)]
    [InlineData("tcp reliable", MessageCredentialType.UserName)]
    [InlineData("dual", MessageCredentialType.None)]
    [InlineData("dual", MessageCredentialType.UserName)]
    [InlineData("dual", MessageCredentialType.Certificate)]
    [InlineData("dual unreliable", MessageCredentialType.UserName)]
    public async Task Calls_and_callbacks_go_both_ways_in_one_session(string kind, MessageCredentialType credential)
    {
        await using var host = new ServiceHost(typeof(Exchange), new Uri(kind.StartsWith("tcp", StringComparison.Ordinal) ? "net.tcp://127.0.0.1:0/exchange" : "http://127.0.0.1:0/exchange"));
        host.Credentials.ServiceCertificate.Certificate = TestCertificates.Service;
        host.Credentials.ClientCertificate.Authentication.CertificateValidationMode = X509CertificateValidationMode.None;
        host.Credentials.UserNameAuthentication.UserNamePasswordValidationMode = UserNamePasswordValidationMode.Custom;
        host.Credentials.UserNameAuthentication.CustomUserNamePasswordValidator = new Everybody();
        var endpoint = host.AddServiceEndpoint(typeof(IExchange), Binding(kind, credential), string.Empty);
        await host.OpenAsync(Cancelled);
        var teller = new Teller();
        await using var factory = new DuplexChannelFactory<IExchange>(
            new InstanceContext(teller), Binding(kind, credential), new EndpointAddress(endpoint.ListenUri!, new DnsEndpointIdentity("localhost")));
        var credentials = factory.Credentials!;
        credentials.ClientCertificate.Certificate = TestCertificates.Alice;
        credentials.UserName.UserName = "alice";
        credentials.UserName.Password = "secret";
        credentials.ServiceCertificate.DefaultCertificate = TestCertificates.Service;
        credentials.ServiceCertificate.Authentication.CertificateValidationMode = X509CertificateValidationMode.None;
        var client = factory.CreateChannel();
        for (var i = 1; i <= 5; i++)
        {
            Assert.Equal($"answer {i} of {i}", await client.AskAsync($"{i}").WaitAsync(_guard, Cancelled));
        }

        await client.SubscribeAsync("news").WaitAsync(_guard, Cancelled);
        Assert.Equal("news", await teller.Told.Task.WaitAsync(_guard, Cancelled));
        var fault = await Assert.ThrowsAsync<FaultException>(() => client.AskAsync("nothing").WaitAsync(_guard, Cancelled));
        Assert.Equal("Ask for something.", fault.Message);
        await ((IClientChannel)client).CloseAsync(Cancelled).AsTask().WaitAsync(_guard, Cancelled);
        await host.CloseAsync(Cancelled).AsTask().WaitAsync(_guard, Cancelled);
    }

    [Theory]
    [InlineData("tcp")]
    [InlineData("dual unreliable")]
    public async Task A_client_that_says_nothing_hears_that_the_service_has_ended_the_session(string kind)
    {
        await using var host = new ServiceHost(typeof(Exchange), new Uri(kind == "tcp" ? "net.tcp://127.0.0.1:0/exchange" : "http://127.0.0.1:0/exchange"));
        host.Credentials.ServiceCertificate.Certificate = TestCertificates.Service;
        var binding = Binding(kind, MessageCredentialType.None);
        binding.ReceiveTimeout = TimeSpan.FromSeconds(4);
        var endpoint = host.AddServiceEndpoint(typeof(IExchange), binding, string.Empty);
        await host.OpenAsync(Cancelled);
        await using var factory = new DuplexChannelFactory<IExchange>(
            new InstanceContext(new Teller()), Binding(kind, MessageCredentialType.None), new EndpointAddress(endpoint.ListenUri!, new DnsEndpointIdentity("localhost")));
        factory.Credentials!.ServiceCertificate.DefaultCertificate = TestCertificates.Service;
        factory.Credentials.ServiceCertificate.Authentication.CertificateValidationMode = X509CertificateValidationMode.None;
        var client = factory.CreateChannel();
        Assert.Equal("answer 1 of 1", await client.AskAsync("1").WaitAsync(_guard, Cancelled));
        var faulted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        ((IClientChannel)client).Faulted += (_, _) => faulted.TrySetResult();
        await faulted.Task.WaitAsync(_guard, Cancelled);
        var exception = await Assert.ThrowsAnyAsync<CommunicationException>(() => client.AskAsync("2").WaitAsync(_guard, Cancelled));
        Assert.Contains("SecuritySessionAborted", exception.ToString(), StringComparison.Ordinal);
        host.Abort();
    }

    private static Binding Binding(string kind, MessageCredentialType credential)
    {
        if (kind.StartsWith("tcp", StringComparison.Ordinal))
        {
            var binding = new NetTcpBinding(SecurityMode.Message, kind == "tcp reliable");
            binding.Security.Message.ClientCredentialType = credential;
            binding.Security.Message.NegotiateServiceCredential = false;
            return binding;
        }

        var dual = new WSDualHttpBinding();
        dual.Security.Message.ClientCredentialType = credential;
        dual.Security.Message.NegotiateServiceCredential = false;
        if (kind == "dual")
        {
            return dual;
        }

        var unreliable = new CustomBinding(dual);
        unreliable.Elements.Remove<ReliableSessionBindingElement>();
        return unreliable;
    }

    [ServiceContract(CallbackContract = typeof(ITeller), SessionMode = SessionMode.Required)]
    internal interface IExchange
    {
        /// <summary>Asks the caller in its turn, and puts what that says into the answer.</summary>
        [OperationContract]
        Task<string> AskAsync(string question);

        [OperationContract(IsOneWay = true)]
        Task SubscribeAsync(string topic);
    }

    internal interface ITeller
    {
        [OperationContract]
        Task<int> CountAsync(string question);

        [OperationContract(IsOneWay = true)]
        Task TellAsync(string news);
    }

    [ServiceBehavior(InstanceContextMode = InstanceContextMode.PerSession, ConcurrencyMode = ConcurrencyMode.Reentrant)]
    private sealed class Exchange : IExchange
    {
        public async Task<string> AskAsync(string question)
        {
            if (question == "nothing")
            {
                throw new FaultException("Ask for something.");
            }

            return $"answer {await OperationContext.Current!.GetCallbackChannel<ITeller>().CountAsync(question)} of {question}";
        }

        public Task SubscribeAsync(string topic) => OperationContext.Current!.GetCallbackChannel<ITeller>().TellAsync(topic);
    }

    [CallbackBehavior(ConcurrencyMode = ConcurrencyMode.Multiple)]
    private sealed class Teller : ITeller
    {
        private int _count;

        public TaskCompletionSource<string> Told { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<int> CountAsync(string question) => Task.FromResult(Interlocked.Increment(ref _count));

        public Task TellAsync(string news)
        {
            Told.TrySetResult(news);
            return Task.CompletedTask;
        }
    }

    private sealed class Everybody : IdentityModel.Selectors.UserNamePasswordValidator
    {
        public override void Validate(string userName, string password)
        {
        }
    }
}
