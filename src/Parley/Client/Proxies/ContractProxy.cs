using System.Reflection;
using Parley.Channels;

namespace Parley;

/// <summary>
/// What a proxy derives from: the contract's methods are calls over a <see cref="ServiceChannel"/>, and everything that
/// belongs to a channel is that channel's. The channel's members are explicit, so that a contract may have methods of their names.
/// </summary>
internal class ContractProxy : DispatchProxy, IClientChannel, IDuplexContextChannel
{
    private ServiceChannel _channel = null!;
    private ProxyRuntime _runtime = null!;
    private ProxyEvents? _events;

    event EventHandler? ICommunicationObject.Opening
    {
        add => Events.Opening += value;
        remove => Events.Opening -= value;
    }

    event EventHandler? ICommunicationObject.Opened
    {
        add => Events.Opened += value;
        remove => Events.Opened -= value;
    }

    event EventHandler? ICommunicationObject.Closing
    {
        add => Events.Closing += value;
        remove => Events.Closing -= value;
    }

    event EventHandler? ICommunicationObject.Closed
    {
        add => Events.Closed += value;
        remove => Events.Closed -= value;
    }

    event EventHandler? ICommunicationObject.Faulted
    {
        add => Events.Faulted += value;
        remove => Events.Faulted -= value;
    }

    event EventHandler<UnknownMessageReceivedEventArgs>? IClientChannel.UnknownMessageReceived
    {
        add => _channel.UnknownMessageReceived += value;
        remove => _channel.UnknownMessageReceived -= value;
    }

    CommunicationState ICommunicationObject.State => _channel.State;

    bool IContextChannel.AllowOutputBatching
    {
        get => _channel.AllowOutputBatching;
        set => _channel.AllowOutputBatching = value;
    }

    TimeSpan IContextChannel.OperationTimeout
    {
        get => _channel.OperationTimeout;
        set => _channel.OperationTimeout = value;
    }

    bool IDuplexContextChannel.AutomaticInputSessionShutdown
    {
        get => _channel.AutomaticInputSessionShutdown;
        set => _channel.AutomaticInputSessionShutdown = value;
    }

    InstanceContext? IDuplexContextChannel.CallbackInstance
    {
        get => _channel.CallbackInstance;
        set => _channel.CallbackInstance = value;
    }

    IInputSession? IContextChannel.InputSession => _channel.InputSession;

    IOutputSession? IContextChannel.OutputSession => _channel.OutputSession;

    EndpointAddress? IContextChannel.LocalAddress => _channel.LocalAddress;

    EndpointAddress? IContextChannel.RemoteAddress => _channel.RemoteAddress;

    string? IContextChannel.SessionId => _channel.SessionId;

    Uri IClientChannel.Via => _channel.Via;

    IExtensionCollection<IContextChannel> IExtensibleObject<IContextChannel>.Extensions => _channel.Extensions;

    private ProxyEvents Events
    {
        get
        {
            if (Volatile.Read(ref _events) is { } events)
            {
                return events;
            }

            lock (_runtime)
            {
                return _events ??= new ProxyEvents(this, _channel);
            }
        }
    }

    /// <summary>The engine behind the proxy.</summary>
    internal ServiceChannel ServiceChannel => _channel;

    void ICommunicationObject.Abort() => _channel.Abort();

    void ICommunicationObject.Open() => _channel.Open();

    void ICommunicationObject.Open(TimeSpan timeout) => _channel.Open(timeout);

    ValueTask ICommunicationObject.OpenAsync(CancellationToken cancellationToken) => _channel.OpenAsync(cancellationToken);

    void ICommunicationObject.Close() => _channel.Close();

    void ICommunicationObject.Close(TimeSpan timeout) => _channel.Close(timeout);

    ValueTask ICommunicationObject.CloseAsync(CancellationToken cancellationToken) => _channel.CloseAsync(cancellationToken);

    ValueTask IDuplexContextChannel.CloseOutputSessionAsync(CancellationToken cancellationToken) =>
        _channel.CloseOutputSessionAsync(cancellationToken);

    void IDuplexContextChannel.CloseOutputSession(TimeSpan timeout) => _channel.CloseOutputSession(timeout);

    T? IChannel.GetProperty<T>()
        where T : class => _channel.GetProperty<T>();

    void IDisposable.Dispose() => _channel.Dispose();

    ValueTask IAsyncDisposable.DisposeAsync() => _channel.DisposeAsync();

    public override string ToString() => $"{_runtime.ContractName} at {_channel.RemoteAddress?.Uri}";

    /// <summary>Makes a proxy of a contract over a channel.</summary>
    internal static object Create(Type contractType, ServiceChannel channel, ProxyRuntime runtime)
    {
        var proxy = (ContractProxy)DispatchProxy.Create(contractType, channel.IsServiceSide ? typeof(CallbackProxy) : typeof(ContractProxy));
        proxy._channel = channel;
        proxy._runtime = runtime;
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        var arguments = args ?? [];
        return _runtime.Find(targetMethod!, arguments) is { } method
            ? method.Invoke(_channel, arguments)
            : InvokeOther(targetMethod!, arguments);
    }

    /// <summary>A contract's interface may itself derive from a channel's: those members are the channel's.</summary>
    private object? InvokeOther(MethodInfo method, object?[] arguments)
    {
        if (method.DeclaringType!.IsInstanceOfType(_channel))
        {
            return method.Invoke(_channel, BindingFlags.DoNotWrapExceptions, null, arguments, null);
        }

        throw new NotSupportedException(
            $"The method '{method.Name}' of {method.DeclaringType} is no operation of the contract '{_runtime.ContractName}'. Mark it with OperationContract to call it.");
    }
}
