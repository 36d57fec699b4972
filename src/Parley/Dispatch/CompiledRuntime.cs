using System.Collections.Frozen;
using Parley.Channels;

namespace Parley.Dispatcher;

/// <summary>A <see cref="DispatchRuntime"/> as it was when the host, or a client's first channel, opened.</summary>
internal sealed class CompiledRuntime
{
    private readonly FrozenDictionary<string, CompiledOperation> _byAction;
    private readonly FrozenDictionary<string, CompiledOperation> _byName;
    private readonly CompiledOperation? _unhandled;
    private readonly IDispatchOperationSelector? _selector;

    internal CompiledRuntime(DispatchRuntime runtime)
    {
        Source = runtime;
        ConcurrencyMode = runtime.ConcurrencyMode;
        InstanceContextMode = runtime.InstanceContextMode;
        ContextProvider = runtime.InstanceContextProvider;
        ContextInitializers = [.. runtime.InstanceContextInitializers];
        Inspectors = [.. runtime.MessageInspectors];
        ShutdownHandlers = [.. runtime.InputSessionShutdownHandlers];
        ValidatesMustUnderstand = runtime.ValidateMustUnderstand;
        ClosesOutputByItself = runtime.AutomaticInputSessionShutdown;
        Singleton = runtime.SingletonInstanceContext;
        Authorization = runtime.ServiceAuthorizationManager
            ?? (runtime.ExternalAuthorizationPolicies.Count > 0 ? new ServiceAuthorizationManager() : null);
        SynchronizationContext = runtime.SynchronizationContext;
        _selector = runtime.OperationSelector;
        if (runtime.EnsureOrderedDispatch && ConcurrencyMode != ConcurrencyMode.Single)
        {
            throw new InvalidOperationException(
                $"EnsureOrderedDispatch = true needs ConcurrencyMode.Single, and the endpoint has ConcurrencyMode.{ConcurrencyMode}. Change one of them.");
        }

        var byAction = new Dictionary<string, CompiledOperation>(StringComparer.Ordinal);
        var byName = new Dictionary<string, CompiledOperation>(StringComparer.Ordinal);
        foreach (var operation in runtime.Operations)
        {
            var compiled = new CompiledOperation(operation);
            byName.Add(operation.Name, compiled);
            byAction[operation.Action ?? string.Empty] = compiled;
            if (operation.Action == "*")
            {
                _unhandled = compiled;
            }
        }

        if (_unhandled is null && runtime.UnhandledDispatchOperation.Invoker is not null)
        {
            _unhandled = new CompiledOperation(runtime.UnhandledDispatchOperation);
        }

        _byAction = byAction.ToFrozenDictionary(StringComparer.Ordinal);
        _byName = byName.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>What behaviours have set up.</summary>
    internal DispatchRuntime Source { get; }

    internal ConcurrencyMode ConcurrencyMode { get; }

    internal InstanceContextMode InstanceContextMode { get; }

    internal IInstanceContextProvider? ContextProvider { get; }

    internal IInstanceContextInitializer[] ContextInitializers { get; }

    internal IDispatchMessageInspector[] Inspectors { get; }

    internal IInputSessionShutdown[] ShutdownHandlers { get; }

    internal bool ValidatesMustUnderstand { get; }

    internal bool ClosesOutputByItself { get; }

    internal InstanceContext? Singleton { get; }

    /// <summary>Decides about every call; null to take all.</summary>
    internal ServiceAuthorizationManager? Authorization { get; }

    internal SynchronizationContext? SynchronizationContext { get; }

    /// <summary>True when the message's body must reach the selector: it may replace the message.</summary>
    internal bool HasSelector => _selector is not null;

    /// <summary>The operation of a message.</summary>
    /// <param name="message">The message; a selector may replace it.</param>
    /// <returns>The operation; null when no operation takes the message.</returns>
    internal CompiledOperation? Select(ref Message message)
    {
        if (_selector is not null)
        {
            return _byName.GetValueOrDefault(_selector.SelectOperation(ref message)) ?? _unhandled;
        }

        return message.Headers.Action is { } action && _byAction.TryGetValue(action, out var found) && action != "*"
            ? found
            : _unhandled;
    }

    /// <summary>Makes a new instance context.</summary>
    /// <param name="host">The host; null for a client's callbacks.</param>
    /// <param name="message">The message that it is made for; null when there is none.</param>
    internal InstanceContext NewContext(ServiceHostBase? host, Message? message)
    {
        var context = new InstanceContext(Source, host);
        foreach (var initializer in ContextInitializers)
        {
            initializer.Initialize(context, message);
        }

        return context;
    }
}
