using Parley.Channels;
using Parley.Description;
using Parley.Dispatcher;

namespace Parley.FunctionalTests.Security;

/// <summary>The real clock, whose time of day a test moves; timers run as ever. As a behavior it is an endpoint's clock.</summary>
internal sealed class MovedClock : TimeProvider, IEndpointBehavior
{
    private long _offset;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + new TimeSpan(Interlocked.Read(ref _offset));

    public void Move(TimeSpan by) => Interlocked.Add(ref _offset, by.Ticks);

    public void AddBindingParameters(ServiceEndpoint endpoint, BindingParameterCollection bindingParameters) => bindingParameters.Add((TimeProvider)this);

    public void ApplyClientBehavior(ServiceEndpoint endpoint, ClientRuntime clientRuntime)
    {
    }

    public void ApplyDispatchBehavior(ServiceEndpoint endpoint, EndpointDispatcher endpointDispatcher)
    {
    }

    public void Validate(ServiceEndpoint endpoint)
    {
    }
}
