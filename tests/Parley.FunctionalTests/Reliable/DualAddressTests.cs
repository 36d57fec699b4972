using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Parley.Channels;
using Parley.Description;
using Parley.Dispatcher;

namespace Parley.FunctionalTests.Reliable;

/// <summary>Where messages of sessions over HTTP both ways go.</summary>
public sealed class DualAddressTests
{
    private static readonly TimeSpan s_guard = TimeSpan.FromSeconds(30);

    [ServiceContract(Namespace = "urn:test", SessionMode = SessionMode.Required)]
    private interface IGreeter
    {
        [OperationContract]
        Task<string> GreetAsync(string name);

        [OperationContract]
        Task FailAsync();
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task R1104_replies_and_faults_go_to_the_address_that_opened_the_session_whatever_a_request_says(bool is11)
    {
        var headers = new Headers();
        await using var host = new ServiceHost(typeof(Greeter)) { LoggerFactory = NullLoggerFactory.Instance };
        var endpoint = host.AddServiceEndpoint(typeof(IGreeter), CreateBinding(is11), "http://127.0.0.1:0/greeter");
        endpoint.EndpointBehaviors.Add(headers);
        await host.OpenAsync(Token);
        await using var factory = new ChannelFactory<IGreeter>(CreateBinding(is11), new EndpointAddress(endpoint.ListenUri!));
        factory.Endpoint.EndpointBehaviors.Add(headers);
        var client = factory.CreateChannel();
        Assert.Equal("Hello Ann", await client.GreetAsync("Ann").WaitAsync(s_guard, Token));
        var own = Assert.Single(headers.RepliesTo.Distinct());

        // Of what is said there nobody would hear.
        headers.Elsewhere = new EndpointAddress(new Uri("http://127.0.0.1:9/elsewhere"), AddressHeader.CreateAddressHeader("box", "urn:test", "7"));
        Assert.Equal("Hello Bob", await client.GreetAsync("Bob").WaitAsync(s_guard, Token));
        await Assert.ThrowsAsync<FaultException>(() => client.FailAsync().WaitAsync(s_guard, Token));
        await ((IClientChannel)client).CloseAsync(Token).AsTask().WaitAsync(s_guard, Token);
        Assert.Equal(["http://127.0.0.1:9/elsewhere"], headers.RepliesTo.Distinct().Where(uri => uri != own));
    }

    private static CustomBinding CreateBinding(bool is11)
    {
        var binding = new CustomBinding(new WSDualHttpBinding(WSDualHttpSecurityMode.None));
        binding.Elements.Find<ReliableSessionBindingElement>()!.ReliableMessagingVersion =
            is11 ? ReliableMessagingVersion.WSReliableMessaging11 : ReliableMessagingVersion.WSReliableMessagingFebruary2005;
        return binding;
    }

    /// <summary>What the client asks for, and what the service sees of it.</summary>
    private sealed class Headers : IEndpointBehavior, IClientMessageInspector, IDispatchMessageInspector
    {
        public EndpointAddress? Elsewhere { get; set; }

        public ConcurrentQueue<string?> RepliesTo { get; } = [];

        public void AddBindingParameters(ServiceEndpoint endpoint, BindingParameterCollection bindingParameters)
        {
        }

        public void ApplyClientBehavior(ServiceEndpoint endpoint, ClientRuntime clientRuntime) => clientRuntime.MessageInspectors.Add(this);

        public void ApplyDispatchBehavior(ServiceEndpoint endpoint, EndpointDispatcher endpointDispatcher) => endpointDispatcher.DispatchRuntime.MessageInspectors.Add(this);

        public void Validate(ServiceEndpoint endpoint)
        {
        }

        public object? BeforeSendRequest(ref Message request, IClientChannel channel)
        {
            if (Elsewhere is not null)
            {
                request.Headers.ReplyTo = request.Headers.FaultTo = Elsewhere;
            }

            return null;
        }

        public void AfterReceiveReply(ref Message reply, object? correlationState)
        {
        }

        public object? AfterReceiveRequest(ref Message request, IClientChannel channel, InstanceContext instanceContext)
        {
            RepliesTo.Enqueue(request.Headers.ReplyTo?.Uri.ToString());
            return null;
        }

        public void BeforeSendReply(ref Message? reply, object? correlationState)
        {
        }
    }

    private sealed class Greeter : IGreeter
    {
        public Task<string> GreetAsync(string name) => Task.FromResult($"Hello {name}");

        public Task FailAsync() => throw new FaultException("On purpose.");
    }
}
