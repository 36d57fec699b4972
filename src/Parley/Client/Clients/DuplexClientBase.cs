using Parley.Channels;
using Parley.Description;

namespace Parley;

/// <summary>The base of clients whose service calls them back. WCF documentation: DuplexClientBase&lt;TChannel&gt;.</summary>
/// <typeparam name="TChannel">The contract's interface; it has a callback contract.</typeparam>
public abstract class DuplexClientBase<TChannel> : ClientBase<TChannel>
    where TChannel : class
{
    /// <summary>Creates a client.</summary>
    /// <param name="callbackInstance">Takes the callbacks; an <see cref="InstanceContext"/> is used as it is.</param>
    /// <param name="binding">The binding.</param>
    /// <param name="remoteAddress">The service's address.</param>
    protected DuplexClientBase(object callbackInstance, Binding binding, EndpointAddress remoteAddress)
        : base(ContextOf(callbackInstance), binding, remoteAddress)
    {
    }

    /// <summary>Creates a client.</summary>
    /// <param name="callbackInstance">Takes the callbacks; an <see cref="InstanceContext"/> is used as it is.</param>
    /// <param name="endpoint">The endpoint.</param>
    protected DuplexClientBase(object callbackInstance, ServiceEndpoint endpoint)
        : base(ContextOf(callbackInstance), endpoint)
    {
    }

    /// <summary>Creates a client.</summary>
    /// <param name="callbackInstance">Takes the callbacks.</param>
    /// <param name="binding">The binding.</param>
    /// <param name="remoteAddress">The service's address.</param>
    protected DuplexClientBase(InstanceContext callbackInstance, Binding binding, EndpointAddress remoteAddress)
        : base(callbackInstance, binding, remoteAddress)
    {
    }

    /// <summary>Creates a client.</summary>
    /// <param name="callbackInstance">Takes the callbacks.</param>
    /// <param name="endpoint">The endpoint.</param>
    protected DuplexClientBase(InstanceContext callbackInstance, ServiceEndpoint endpoint)
        : base(callbackInstance, endpoint)
    {
    }

    /// <summary>The client's channel.</summary>
    public IDuplexContextChannel InnerDuplexChannel => (IDuplexContextChannel)InnerChannel;

    private static InstanceContext ContextOf(object callbackInstance)
    {
        ArgumentNullException.ThrowIfNull(callbackInstance);
        return callbackInstance as InstanceContext ?? new InstanceContext(callbackInstance);
    }
}
