using Parley.Channels;
using Parley.Description;
using Parley.Dispatcher;

namespace Parley.AspNetCore.Tests.Hosting;

/// <summary>Several contracts with callbacks at one address, and work that goes on after the call.</summary>
public class CallbackContractTests
{
    [ServiceContract(Namespace = "urn:test", SessionMode = SessionMode.Required, CallbackContract = typeof(INorthCallback))]
    public interface INorth
    {
        [OperationContract]
        Task<string> CallNorthAsync();

        [OperationContract]
        Task LaterAsync();
    }

    [ServiceContract(Namespace = "urn:test", SessionMode = SessionMode.Required, CallbackContract = typeof(ISouthCallback))]
    public interface ISouth
    {
        [OperationContract]
        Task<string> CallSouthAsync();
    }

    public interface INorthCallback
    {
        [OperationContract]
        Task<string> NorthAsync();
    }

    public interface ISouthCallback
    {
        [OperationContract]
        Task<string> SouthAsync();
    }

    [Fact]
    public async Task Each_contract_at_an_address_has_its_own_callbacks()
    {
        await using var host = new ServiceHost(typeof(Compass));
        var binding = Bindings.Tcp();
        var north = host.AddServiceEndpoint(typeof(INorth), binding, "net.tcp://127.0.0.1:0/compass");
        var south = host.AddServiceEndpoint(typeof(ISouth), binding, "net.tcp://127.0.0.1:0/compass");
        await host.OpenAsync();
        await using var northFactory = new DuplexChannelFactory<INorth>(new InstanceContext(new Both()), Bindings.Tcp(), north.Address!);
        await using var southFactory = new DuplexChannelFactory<ISouth>(new InstanceContext(new Both()), Bindings.Tcp(), south.Address!);
        Assert.Equal("south", await southFactory.CreateChannel().CallSouthAsync().Soon());
        Assert.Equal("north", await northFactory.CreateChannel().CallNorthAsync().Soon());
    }

    [Fact]
    public async Task Work_that_an_operation_leaves_behind_may_call_the_client_and_wait_for_its_answer()
    {
        var patient = new Patient();
        await using var served = await Served<INorth>.OpenAsync(patient, Bindings.Tcp);
        await using var factory = new DuplexChannelFactory<INorth>(new InstanceContext(new Both()), Bindings.Tcp(), served.Endpoint.Address!);
        var proxy = factory.CreateChannel();
        await proxy.LaterAsync().Soon();

        // The service is done with the first call before it takes the second.
        Assert.Equal("done", await proxy.CallNorthAsync().Soon());
        Assert.Equal("north", await patient.Left!.Soon());
    }

    [Fact]
    public async Task A_behavior_of_a_callback_operation_changes_each_side_once()
    {
        var (service, client) = (new Counting(), new Counting());
        await using var host = new ServiceHost(typeof(Compass));
        var endpoint = host.AddServiceEndpoint(typeof(INorth), Bindings.Tcp(), "net.tcp://127.0.0.1:0/north");
        endpoint.Contract.Operations.Find("North")!.Behaviors.Add(service);
        await host.OpenAsync();
        await using var factory = new DuplexChannelFactory<INorth>(new InstanceContext(new Both()), Bindings.Tcp(), endpoint.Address!);
        factory.Endpoint.Contract.Operations.Find("North")!.Behaviors.Add(client);
        Assert.Equal("north", await factory.CreateChannel().CallNorthAsync().Soon());
        Assert.Equal((1, 0), (service.Client, service.Dispatch));
        Assert.Equal((0, 1), (client.Client, client.Dispatch));
    }

    private sealed class Counting : IOperationBehavior
    {
        public int Client { get; private set; }

        public int Dispatch { get; private set; }

        public void Validate(OperationDescription operationDescription)
        {
        }

        public void AddBindingParameters(OperationDescription operationDescription, BindingParameterCollection bindingParameters)
        {
        }

        public void ApplyDispatchBehavior(OperationDescription operationDescription, DispatchOperation dispatchOperation) => Dispatch++;

        public void ApplyClientBehavior(OperationDescription operationDescription, ClientOperation clientOperation) => Client++;
    }

    [Fact]
    public async Task The_events_of_a_callback_proxy_name_the_proxy()
    {
        var patient = new Patient();
        await using var served = await Served<INorth>.OpenAsync(patient, Bindings.Tcp);
        await using var factory = new DuplexChannelFactory<INorth>(new InstanceContext(new Both()), Bindings.Tcp(), served.Endpoint.Address!);
        var proxy = factory.CreateChannel();
        Assert.Equal("done", await proxy.CallNorthAsync().Soon());
        await ((IClientChannel)proxy).CloseAsync();
        Assert.Same(patient.Caller, await patient.Gone.Task.Soon());
    }

    [Fact]
    public async Task A_callback_channel_whose_client_aborts_has_failed_before_it_is_closed()
    {
        var watching = new Watching();
        await using var served = await Served<INorth>.OpenAsync(watching, Bindings.Tcp);
        await using var factory = new DuplexChannelFactory<INorth>(new InstanceContext(new Both()), Bindings.Tcp(), served.Endpoint.Address!);
        var proxy = factory.CreateChannel();
        Assert.Equal("watched", await proxy.CallNorthAsync().Soon());
        ((IClientChannel)proxy).Abort();

        Assert.Equal(["Faulted in Faulted", "Closed in Closed"], await watching.Events.Task.Soon());
    }

    [ServiceBehavior(InstanceContextMode = InstanceContextMode.Single)]
    public sealed class Watching : INorth
    {
        private readonly List<string> _seen = [];

        public TaskCompletionSource<string[]> Events { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<string> CallNorthAsync()
        {
            var channel = OperationContext.Current!.Channel;
            channel.Faulted += (_, _) => _seen.Add($"Faulted in {channel.State}");
            channel.Closed += (_, _) =>
            {
                _seen.Add($"Closed in {channel.State}");
                Events.TrySetResult([.. _seen]);
            };
            return Task.FromResult("watched");
        }

        public Task LaterAsync() => Task.CompletedTask;
    }

    [ServiceBehavior(ConcurrencyMode = ConcurrencyMode.Reentrant)]
    public sealed class Compass : INorth, ISouth
    {
        public Task<string> CallNorthAsync() => OperationContext.Current!.GetCallbackChannel<INorthCallback>().NorthAsync();

        public Task LaterAsync() => Task.CompletedTask;

        public Task<string> CallSouthAsync() => OperationContext.Current!.GetCallbackChannel<ISouthCallback>().SouthAsync();
    }

    [ServiceBehavior(InstanceContextMode = InstanceContextMode.Single)]
    public sealed class Patient : INorth
    {
        private readonly TaskCompletionSource _go = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<string>? Left { get; private set; }

        public INorthCallback? Caller { get; private set; }

        public TaskCompletionSource<object?> Gone { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<string> CallNorthAsync()
        {
            Caller = OperationContext.Current!.GetCallbackChannel<INorthCallback>();
            ((ICommunicationObject)Caller).Closed += (sender, _) => Gone.TrySetResult(sender);
            _go.TrySetResult();
            return Task.FromResult("done");
        }

        public Task LaterAsync()
        {
            var callback = OperationContext.Current!.GetCallbackChannel<INorthCallback>();
            Left = AfterwardsAsync(callback);
            return Task.CompletedTask;
        }

        private async Task<string> AfterwardsAsync(INorthCallback callback)
        {
            await _go.Task;
            return await callback.NorthAsync();
        }
    }

    private sealed class Both : INorthCallback, ISouthCallback
    {
        public Task<string> NorthAsync() => Task.FromResult("north");

        public Task<string> SouthAsync() => Task.FromResult("south");
    }
}
