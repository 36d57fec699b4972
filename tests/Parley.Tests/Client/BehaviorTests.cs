using System.Reflection;
using Parley.Channels;
using Parley.Description;
using Parley.Dispatcher;
using Parley.Tests.Client.Memory;

namespace Parley.Tests.Client;

public class BehaviorTests
{
    [Fact]
    public async Task Message_inspectors_see_requests_in_order_and_replies_in_reverse()
    {
        var log = new List<string>();
        await using var factory = Wire.Factory<IEcho>(Wire.EchoPeer(), typeof(IRequestChannel));
        factory.Endpoint.Behaviors.Add(new RuntimeBehavior(runtime =>
        {
            runtime.MessageInspectors.Add(new Logger("a", log));
            runtime.ClientMessageInspectors.Add(new Logger("b", log));
        }));
        var proxy = factory.CreateChannel();
        proxy.Echo("x");
        Assert.Equal(["a>", "b>", "b<b-state", "a<a-state"], log);
    }

    [Fact]
    public async Task Parameter_inspectors_see_inputs_outputs_and_the_result()
    {
        var peer = new MemoryPeer { Answer = request => new(Wire.Reply(request, "true|42|2")) };
        var spy = new Spy();
        await using var factory = Wire.Factory<IEcho>(peer, typeof(IRequestChannel));
        factory.Endpoint.Behaviors.Add(new RuntimeBehavior(runtime => runtime.Operations["TryParse"].ParameterInspectors.Add(spy)));
        var count = 1;
        Assert.True(factory.CreateChannel().TryParse("42", out _, ref count));
        Assert.Equal(["TryParse 42,1", "TryParse 42,2 True state"], spy.Log);
    }

    [Fact]
    public async Task An_operation_selector_may_choose_another_operation()
    {
        var peer = Wire.EchoPeer();
        await using var factory = Wire.Factory<IEcho>(peer, typeof(IRequestChannel));
        factory.Endpoint.Behaviors.Add(new RuntimeBehavior(runtime => runtime.OperationSelector = new Selector()));
        factory.CreateChannel().Echo("x");
        Assert.Equal("urn:test/IEcho/Touch", peer.Request(0).Headers.Action);
    }

    [Fact]
    public async Task Behaviours_run_contract_then_endpoint_then_operation()
    {
        var log = new List<string>();
        await using var factory = Wire.Factory<INotices>(new MemoryPeer(), typeof(IOutputChannel));
        var endpoint = factory.Endpoint;
        var recorder = new Recorder(log);
        endpoint.Contract.Behaviors.Add(recorder);
        endpoint.Behaviors.Add(recorder);
        endpoint.Contract.Operations.Single().Behaviors.Add(recorder);
        factory.Open();
        Assert.Equal(3, log.Count(line => line.EndsWith("validate", StringComparison.Ordinal)));
        Assert.Equal(["contract parameters", "endpoint parameters", "operation parameters"], log[3..6]);
        Assert.Equal(["contract apply", "endpoint apply", "operation apply"], log[6..]);
    }

    [Fact]
    public async Task Via_of_the_runtime_is_where_messages_go_and_the_address_stays_in_the_header()
    {
        var peer = Wire.EchoPeer();
        await using var factory = Wire.Factory<IEcho>(peer, typeof(IRequestChannel));
        factory.Endpoint.Behaviors.Add(new ClientViaBehavior(new Uri("memory://router/")));
        var proxy = factory.CreateChannel();
        proxy.Echo("x");
        Assert.Equal(new Uri("memory://router/"), ((IClientChannel)proxy).Via);
        Assert.Equal(Wire.Address.Uri, peer.Request(0).Headers.To);
    }

    [Fact]
    public async Task An_operation_without_a_formatter_is_refused_when_the_factory_opens()
    {
        await using var factory = new ChannelFactory<IEcho>(new CustomBinding(new MemoryTransport(new MemoryPeer(), typeof(IRequestChannel))), Wire.Address);
        foreach (var operation in factory.Endpoint.Contract.Operations)
        {
            operation.Behaviors.Clear();
        }

        var error = Assert.Throws<InvalidOperationException>(() => factory.CreateChannel());
        Assert.Contains("formatter", error.Message, StringComparison.Ordinal);
    }

    private sealed class Logger(string name, List<string> log) : IClientMessageInspector
    {
        public object? BeforeSendRequest(ref Message request, IClientChannel channel)
        {
            Assert.IsAssignableFrom<IEcho>(channel);
            log.Add(name + ">");
            return name + "-state";
        }

        public void AfterReceiveReply(ref Message reply, object? correlationState) => log.Add($"{name}<{correlationState}");
    }

    private sealed class Spy : IParameterInspector
    {
        public List<string> Log { get; } = [];

        public object? BeforeCall(string operationName, object?[] inputs)
        {
            Log.Add($"{operationName} {string.Join(',', inputs)}");
            return "state";
        }

        public void AfterCall(string operationName, object?[] outputs, object? returnValue, object? correlationState) =>
            Log.Add($"{operationName} {string.Join(',', outputs)} {returnValue} {correlationState}");
    }

    private sealed class Selector : IClientOperationSelector
    {
        public bool AreParametersRequiredForSelection => false;

        public string SelectOperation(MethodBase method, object?[] parameters) => "Touch";
    }

    private sealed class Recorder(List<string> log) : IContractBehavior, IEndpointBehavior, IOperationBehavior
    {
        public void Validate(ContractDescription contractDescription, ServiceEndpoint endpoint) => log.Add("contract validate");

        public void AddBindingParameters(ContractDescription contractDescription, ServiceEndpoint endpoint, BindingParameterCollection bindingParameters) => log.Add("contract parameters");

        public void ApplyDispatchBehavior(ContractDescription contractDescription, ServiceEndpoint endpoint, DispatchRuntime dispatchRuntime)
        {
        }

        public void ApplyClientBehavior(ContractDescription contractDescription, ServiceEndpoint endpoint, ClientRuntime clientRuntime) => log.Add("contract apply");

        public void Validate(ServiceEndpoint endpoint) => log.Add("endpoint validate");

        public void AddBindingParameters(ServiceEndpoint endpoint, BindingParameterCollection bindingParameters) => log.Add("endpoint parameters");

        public void ApplyDispatchBehavior(ServiceEndpoint endpoint, EndpointDispatcher endpointDispatcher)
        {
        }

        public void ApplyClientBehavior(ServiceEndpoint endpoint, ClientRuntime clientRuntime) => log.Add("endpoint apply");

        public void Validate(OperationDescription operationDescription) => log.Add("operation validate");

        public void AddBindingParameters(OperationDescription operationDescription, BindingParameterCollection bindingParameters) => log.Add("operation parameters");

        public void ApplyDispatchBehavior(OperationDescription operationDescription, DispatchOperation dispatchOperation)
        {
        }

        public void ApplyClientBehavior(OperationDescription operationDescription, ClientOperation clientOperation) => log.Add("operation apply");
    }
}
