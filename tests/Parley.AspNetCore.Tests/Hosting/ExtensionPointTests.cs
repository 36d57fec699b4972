using Parley.Channels;
using Parley.Dispatcher;

namespace Parley.AspNetCore.Tests.Hosting;

public class ExtensionPointTests
{
    [Fact]
    public async Task Inspectors_initializers_and_invokers_see_a_call_in_WCFs_order()
    {
        var seen = new List<string>();
        await using var served = await Served<ICalculator>.OpenAsync(typeof(Calculator), Bindings.Tcp, host => host.Description.Behaviors.Add(
            new RuntimeBehavior(
                runtime =>
                {
                    runtime.MessageInspectors.Add(new Inspector(seen));
                    runtime.InstanceContextInitializers.Add(new ContextInitializer(seen));
                    var operation = runtime.Operations["Add"];
                    operation.ParameterInspectors.Add(new ParameterInspector(seen));
                    operation.CallContextInitializers.Add(new CallInitializer(seen));
                    operation.Invoker = new Invoker(seen, operation.Invoker!);
                },
                dispatcher => dispatcher.ChannelInitializers.Add(new ChannelInitializer(seen)))));
        Assert.Equal(3, served.Client().Add(1, 2));
        Assert.Equal(
            ["channel", "context", "request", "before", "enter", "invoke", "leave", "after", "reply state"],
            seen);
    }

    [Fact]
    public async Task An_error_handler_may_choose_the_fault_and_keep_the_session()
    {
        var handler = new Handler();
        await using var served = await Served<ICalculator>.OpenAsync(
            typeof(Calculator),
            Bindings.Tcp,
            host => host.Description.Behaviors.Add(new RuntimeBehavior(_ => { }, dispatcher => dispatcher.ErrorHandlers.Add(handler))));
        var client = served.Client();
        var fault = Assert.Throws<FaultException>(client.Crash);
        Assert.Equal("chosen", fault.Reason.ToString());
        Assert.Equal(3, client.Add(1, 2));
        Assert.IsType<InvalidOperationException>(Assert.Single(handler.Errors));
    }

    [Fact]
    public async Task An_operation_selector_chooses_by_anything_but_the_action()
    {
        await using var served = await Served<ICalculator>.OpenAsync(
            typeof(Calculator), Bindings.Tcp, host => host.Description.Behaviors.Add(new RuntimeBehavior(runtime => runtime.OperationSelector = new Selector())));
        Assert.Equal(0, served.Client().Notified());
    }

    private sealed class Inspector(List<string> seen) : IDispatchMessageInspector
    {
        public object? AfterReceiveRequest(ref Message request, IClientChannel channel, InstanceContext instanceContext)
        {
            seen.Add("request");
            return "state";
        }

        public void BeforeSendReply(ref Message? reply, object? correlationState) => seen.Add($"reply {correlationState}");
    }

    private sealed class ContextInitializer(List<string> seen) : IInstanceContextInitializer
    {
        public void Initialize(InstanceContext instanceContext, Message? message) => seen.Add("context");
    }

    private sealed class ParameterInspector(List<string> seen) : IParameterInspector
    {
        public void AfterCall(string operationName, object?[] outputs, object? returnValue, object? correlationState)
        {
            seen.Add("after");
            Assert.Equal(3.0, returnValue);
        }

        public object? BeforeCall(string operationName, object?[] inputs)
        {
            seen.Add("before");
            Assert.Equal([1.0, 2.0], inputs);
            return null;
        }
    }

    private sealed class CallInitializer(List<string> seen) : ICallContextInitializer
    {
        public object? BeforeInvoke(InstanceContext instanceContext, IClientChannel channel, Message message)
        {
            seen.Add("enter");
            return null;
        }

        public void AfterInvoke(object? correlationState) => seen.Add("leave");
    }

    private sealed class Invoker(List<string> seen, IOperationInvoker inner) : IOperationInvoker
    {
        public bool IsSynchronous => inner.IsSynchronous;

        public object?[] AllocateInputs() => inner.AllocateInputs();

        public object? Invoke(object instance, object?[] inputs, out object?[] outputs)
        {
            seen.Add("invoke");
            return inner.Invoke(instance, inputs, out outputs);
        }
    }

    private sealed class ChannelInitializer(List<string> seen) : IChannelInitializer
    {
        public void Initialize(IClientChannel channel) => seen.Add("channel");
    }

    private sealed class Handler : IErrorHandler
    {
        public List<Exception> Errors { get; } = [];

        public bool HandleError(Exception error)
        {
            Errors.Add(error);
            return true;
        }

        public void ProvideFault(Exception error, MessageVersion version, ref Message? fault) =>
            fault = Message.CreateMessage(version, MessageFault.CreateFault(new FaultCode("Sender"), "chosen"), "urn:test/fault");
    }

    private sealed class Selector : IDispatchOperationSelector
    {
        public string SelectOperation(ref Message message) => "Notified";
    }
}
