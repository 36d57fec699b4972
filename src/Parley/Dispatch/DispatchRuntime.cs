using System.Collections.ObjectModel;
using Parley.IdentityModel.Policy;

namespace Parley.Dispatcher;

/// <summary>
/// How the messages of one endpoint, or the callbacks of one client, become calls of service objects; behaviours change
/// it before the host opens. WCF documentation: DispatchRuntime.
/// </summary>
public sealed class DispatchRuntime
{
    /// <summary>Creates the runtime of a service's endpoint.</summary>
    internal DispatchRuntime(EndpointDispatcher endpointDispatcher) => EndpointDispatcher = endpointDispatcher;

    /// <summary>Creates the runtime of a client's callbacks.</summary>
    /// <param name="callbackClientRuntime">The proxy that calls the service.</param>
    internal DispatchRuntime(ClientRuntime callbackClientRuntime)
    {
        CallbackClientRuntime = callbackClientRuntime;
        SynchronizationContext = SynchronizationContext.Current;
    }

    /// <summary>True to end this side's half of a session when the peer has ended the other and no call is under way. Default true.</summary>
    public bool AutomaticInputSessionShutdown { get; set; } = true;

    /// <summary>The proxy for calls in the other direction: callbacks to the client.</summary>
    public ClientRuntime? CallbackClientRuntime { get; internal set; }

    /// <summary>The dispatcher of the listener; null for a client's callbacks.</summary>
    public ChannelDispatcher? ChannelDispatcher => EndpointDispatcher?.ChannelDispatcher;

    /// <summary>How many calls an instance context takes at once. Default <see cref="ConcurrencyMode.Single"/>.</summary>
    public ConcurrencyMode ConcurrencyMode { get; set; }

    /// <summary>The dispatcher of the endpoint; null for a client's callbacks.</summary>
    public EndpointDispatcher? EndpointDispatcher { get; }

    /// <summary>True to run the messages of a session strictly one after the other. Default false. Needs <see cref="ConcurrencyMode.Single"/>.</summary>
    public bool EnsureOrderedDispatch { get; set; }

    /// <summary>Are told when a session brings no more messages.</summary>
    public Collection<IInputSessionShutdown> InputSessionShutdownHandlers { get; } = [];

    /// <summary>Prepare every new instance context.</summary>
    public Collection<IInstanceContextInitializer> InstanceContextInitializers { get; } = [];

    /// <summary>Chooses the instance context of a message; null for the choice that <see cref="InstanceContextMode"/> says.</summary>
    public IInstanceContextProvider? InstanceContextProvider { get; set; }

    /// <summary>Makes service objects; null when only instance contexts with an object of the user's are dispatched to.</summary>
    public IInstanceProvider? InstanceProvider { get; set; }

    /// <summary>See every request and reply.</summary>
    public Collection<IDispatchMessageInspector> MessageInspectors { get; } = [];

    /// <summary>What the service adds to what is known of its callers. Default: nothing.</summary>
    public ReadOnlyCollection<IAuthorizationPolicy> ExternalAuthorizationPolicies
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value;
        }
    } = ReadOnlyCollection<IAuthorizationPolicy>.Empty;

    /// <summary>Decides about every call; null to take all that the binding takes.</summary>
    public ServiceAuthorizationManager? ServiceAuthorizationManager { get; set; }

    /// <summary>The operations, by name.</summary>
    public KeyedCollection<string, DispatchOperation> Operations { get; } = new OperationCollection();

    /// <summary>Chooses the operation of a message; null to choose by action.</summary>
    public IDispatchOperationSelector? OperationSelector { get; set; }

    /// <summary>The instance context of a service with a single instance; null for every other.</summary>
    public InstanceContext? SingletonInstanceContext { get; set; }

    /// <summary>Where the calls run; null for the thread that has read the message.</summary>
    public SynchronizationContext? SynchronizationContext { get; set; }

    /// <summary>The service's type.</summary>
    public Type? Type { get; set; }

    /// <summary>Takes the messages that no other operation takes. By default a fault ActionNotSupported is sent for them.</summary>
    public DispatchOperation UnhandledDispatchOperation
    {
        get => field ??= new DispatchOperation(this, "*", "*", "*");
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value;
        }
    }

    /// <summary>True to refuse messages with a header that must be understood and was not. Default true.</summary>
    public bool ValidateMustUnderstand { get; set; } = true;

    /// <summary>How long a service object serves, when there is no <see cref="InstanceContextProvider"/>.</summary>
    internal InstanceContextMode InstanceContextMode { get; set; }

    /// <summary>For a client's callbacks: true to send undeclared exceptions to the service. A service's is the channel dispatcher's.</summary>
    internal bool IncludeExceptionDetailInFaults { get; set; }

    /// <summary>Tells the error handlers of an exception that has no caller left.</summary>
    internal void ReportError(Exception error)
    {
        foreach (var handler in ChannelDispatcher?.ErrorHandlers ?? [])
        {
            if (handler.HandleError(error))
            {
                return;
            }
        }
    }

    private sealed class OperationCollection : KeyedCollection<string, DispatchOperation>
    {
        public OperationCollection()
            : base(StringComparer.Ordinal, 8)
        {
        }

        protected override string GetKeyForItem(DispatchOperation item) => item.Name;
    }
}
