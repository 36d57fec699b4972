using System.Reflection;
using Parley.Channels;

namespace Parley;

/// <summary>
/// What a proxy derives from: the contract's methods are calls over a <see cref="ServiceChannel"/>, and everything that
/// belongs to a channel is that channel's.
/// </summary>
internal class ContractProxy : DispatchProxy, IClientChannel, IDuplexContextChannel
{
    private ServiceChannel _channel = null!;
    private ProxyRuntime _runtime = null!;

    public event EventHandler? Opening
    {
        add => _channel.Opening += value;
        remove => _channel.Opening -= value;
    }

    public event EventHandler? Opened
    {
        add => _channel.Opened += value;
        remove => _channel.Opened -= value;
    }

    public event EventHandler? Closing
    {
        add => _channel.Closing += value;
        remove => _channel.Closing -= value;
    }

    public event EventHandler? Closed
    {
        add => _channel.Closed += value;
        remove => _channel.Closed -= value;
    }

    public event EventHandler? Faulted
    {
        add => _channel.Faulted += value;
        remove => _channel.Faulted -= value;
    }

    public event EventHandler<UnknownMessageReceivedEventArgs>? UnknownMessageReceived
    {
        add => _channel.UnknownMessageReceived += value;
        remove => _channel.UnknownMessageReceived -= value;
    }

    public CommunicationState State => _channel.State;

    public bool AllowOutputBatching
    {
        get => _channel.AllowOutputBatching;
        set => _channel.AllowOutputBatching = value;
    }

    public TimeSpan OperationTimeout
    {
        get => _channel.OperationTimeout;
        set => _channel.OperationTimeout = value;
    }

    public bool AutomaticInputSessionShutdown
    {
        get => _channel.AutomaticInputSessionShutdown;
        set => _channel.AutomaticInputSessionShutdown = value;
    }

    public InstanceContext? CallbackInstance
    {
        get => _channel.CallbackInstance;
        set => _channel.CallbackInstance = value;
    }

    public IInputSession? InputSession => _channel.InputSession;

    public IOutputSession? OutputSession => _channel.OutputSession;

    public EndpointAddress? LocalAddress => _channel.LocalAddress;

    public EndpointAddress? RemoteAddress => _channel.RemoteAddress;

    public string? SessionId => _channel.SessionId;

    public Uri Via => _channel.Via;

    public IExtensionCollection<IContextChannel> Extensions => _channel.Extensions;

    /// <summary>The engine behind the proxy.</summary>
    internal ServiceChannel ServiceChannel => _channel;

    public void Abort() => _channel.Abort();

    public void Open() => _channel.Open();

    public void Open(TimeSpan timeout) => _channel.Open(timeout);

    public ValueTask OpenAsync(CancellationToken cancellationToken = default) => _channel.OpenAsync(cancellationToken);

    public void Close() => _channel.Close();

    public void Close(TimeSpan timeout) => _channel.Close(timeout);

    public ValueTask CloseAsync(CancellationToken cancellationToken = default) => _channel.CloseAsync(cancellationToken);

    public ValueTask CloseOutputSessionAsync(CancellationToken cancellationToken = default) =>
        _channel.CloseOutputSessionAsync(cancellationToken);

    public void CloseOutputSession(TimeSpan timeout) => _channel.CloseOutputSession(timeout);

    public T? GetProperty<T>()
        where T : class => _channel.GetProperty<T>();

    public void Dispose() => _channel.Dispose();

    public ValueTask DisposeAsync() => _channel.DisposeAsync();

    public override string ToString() => $"{_runtime.ContractName} at {_channel.RemoteAddress?.Uri}";

    /// <summary>Makes a proxy of a contract over a channel.</summary>
    internal static object Create(Type contractType, ServiceChannel channel, ProxyRuntime runtime)
    {
        var proxy = (ContractProxy)Create(contractType, channel.IsServiceSide ? typeof(CallbackProxy) : typeof(ContractProxy));
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
