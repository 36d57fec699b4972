using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;
using Parley.Channels;

namespace Parley.Dispatcher;

/// <summary>
/// One request on its way through the dispatcher: endpoint, operation, instance context, the call, the reply. The parts:
/// the way to the call here; the call of the service object in <c>.Invocation</c>; the reply and the faults in
/// <c>.Reply</c>; the hold on the instance in <c>.Instance</c>.
/// </summary>
internal sealed partial class DispatchCall
{
    private readonly ServedChannel _served;
    private readonly RequestContext _request;
    private Message _message;
    private CompiledEndpoint? _endpoint;
    private CompiledOperation? _operation;
    private InstanceContext? _instanceContext;
    private OperationContext? _operationContext;
    private Exception? _error;
    private object?[]? _inputs;
    private object?[]? _outputs;
    private object? _result;
    private bool _isRefused;
    private bool _isInvoked;
    private bool _hasReturned;
    private bool _isAcknowledgedEarly;

    internal DispatchCall(ServedChannel served, RequestContext request)
    {
        _served = served;
        _request = request;
        _message = request.RequestMessage;
    }

    private DispatchTable Table => _served.Table;

    private CompiledRuntime Runtime => _endpoint!.Runtime;

    /// <summary>Fires when the session, or the request where there is none, is aborted. A one-way message has nobody who waits.</summary>
    private CancellationToken Token
    {
        get
        {
            if (!_operation!.IsOneWay && _request.Aborted is { CanBeCanceled: true } aborted)
            {
                return aborted;
            }

            _served.LookAhead();
            return _served.Aborted;
        }
    }

    /// <summary>Finds where the request goes, and its place in the instance's line. Runs in the order of the messages.</summary>
    internal void Prepare()
    {
        try
        {
            if (!FindOperation())
            {
                _isRefused = true;
                return;
            }

            FindInstanceContext();
            if (!_instanceContext!.HasManualFlow)
            {
                EnterLine();
            }
        }
        catch (Exception exception)
        {
            _error = exception;
            _isRefused = true;
        }
    }

    /// <summary>Runs the call to its end. Does not throw.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    internal async ValueTask RunAsync()
    {
        var acknowledged = false;
        try
        {
            if (!_isRefused)
            {
                await WaitForInstanceAsync().ConfigureAwait(false);
                OperationContext.Current = _operationContext = NewOperationContext();
                acknowledged = await CallAsync().ConfigureAwait(false);
            }
        }
        catch (Exception exception)
        {
            _error = exception;
            acknowledged = _isAcknowledgedEarly;
            _operationContext?.End();
        }

        if (_error is not null)
        {
            try
            {
                acknowledged = await FailAsync(acknowledged).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                // A handler of the channel's events, or a logger: the call has to be finished all the same.
                Table.Log.ErrorHandlerFailed(exception);
            }
        }

        await FinishAsync(acknowledged).ConfigureAwait(false);
    }

    private bool FindOperation()
    {
        _endpoint = _served.Endpoint;
        if (_endpoint is null)
        {
            _endpoint = Table.Select(_message, out _error);
            if (_endpoint is null)
            {
                Table.Host?.RaiseUnknownMessageReceived(_message);
                return false;
            }
        }

        _operation = Runtime.Select(ref _message);
        var mayStart = _served.Endpoint is not null || !_served.HasSession || _operation is { IsInitiating: true };
        if (_operation is null || !mayStart)
        {
            _error = new ActionNotSupportedException(_operation is null
                ? DispatchFaults.ActionNotSupportedText(_message.Headers.Action)
                : DispatchFaults.NotInitiatingText(_message.Headers.Action));
            _operation = null;
            if (Table.Host is { } host)
            {
                host.RaiseUnknownMessageReceived(_message);
            }

            return false;
        }

        DispatchFaults.RequireHeaders(_message, needsMessageId: !_operation.IsOneWay && !Table.ManualAddressing);
        if (_served.HasSession)
        {
            if (_served.Endpoint is null)
            {
                _served.Bind(_endpoint);
            }

            if (_operation.IsTerminating)
            {
                _served.BeginTermination();
            }
        }

        return true;
    }

    private void FindInstanceContext()
    {
        var runtime = Runtime;
        if (runtime.ContextProvider is { } provider)
        {
            AskProvider(provider);
            return;
        }

        if (runtime.Singleton is { } singleton)
        {
            _instanceContext = Use(singleton);
            _served.ShowTo(singleton);
            return;
        }

        if (_served.SessionContext is { } bound)
        {
            _instanceContext = Use(bound);
            return;
        }

        _instanceContext = Use(NewInstanceContext());
        if (_served.HasSession && runtime.InstanceContextMode == InstanceContextMode.PerSession)
        {
            // The session uses it as well, beyond this call.
            _served.Bind(_instanceContext);
        }
    }

    private void AskProvider(IInstanceContextProvider provider)
    {
        var previous = OperationContext.Current;
        OperationContext.Current = new OperationContext(_served.Channel, _message) { EndpointDispatcher = _endpoint!.Source, Host = Table.Host, RequestContext = _request };
        try
        {
            var existing = _served.SessionContext ?? provider.GetExistingInstanceContext(_message, _served.Channel);
            existing?.Attach(Runtime.Source);
            if (existing is not null && ReferenceEquals(existing, _served.SessionContext))
            {
                _instanceContext = Use(existing);
            }
            else if (existing is not null && existing.TryAddUser())
            {
                _instanceContext = existing;
            }
            else
            {
                // There is none, or it has become idle and closes just now.
                _instanceContext = Use(NewInstanceContext());
                provider.InitializeInstanceContext(_instanceContext, _message, _served.Channel);
            }

            if (_served.HasSession && _served.SessionContext is null && Runtime.InstanceContextMode == InstanceContextMode.PerSession)
            {
                _served.Bind(_instanceContext);
            }
        }
        finally
        {
            OperationContext.Current = previous;
        }
    }

    private InstanceContext NewInstanceContext()
    {
        var context = Runtime.NewContext(Table.Host, _message);
        var throttle = Table.Throttle.Instances;
        if (throttle.TryEnter())
        {
            context.CountIn(throttle);
        }
        else
        {
            context.WaitForAdmission();
            _countsInstance = context;
        }

        return context;
    }

    private static InstanceContext Use(InstanceContext context) => context.TryAddUser() ? context : throw SessionIsGone();

    private static CommunicationObjectAbortedException SessionIsGone() =>
        new("The instance context of the session is closed: its service object is gone.");

    private OperationContext NewOperationContext() =>
        new(_served.Channel, _message)
        {
            Callbacks = _endpoint!.Callbacks,
            EndpointDispatcher = Table.IsForCallbacks ? null : _endpoint!.Source,
            Host = Table.Host,
            InstanceContext = _instanceContext,
            RequestContext = _request,
            InstanceLease = _lock == LockState.Held && Runtime.ConcurrencyMode == ConcurrencyMode.Reentrant ? this : null,
        };

    /// <summary>From the open instance context to the sent reply.</summary>
    /// <returns>True when the reply, or the word that there is none, has been sent.</returns>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> CallAsync()
    {
        var operation = _operation!;
        var context = _instanceContext!;
        if (NeedsAuthorization)
        {
            await AuthorizeAsync().ConfigureAwait(false);
        }

        var inspectors = Runtime.Inspectors;
        var inspected = inspectors.Length == 0 ? null : new object?[inspectors.Length];
        for (var i = 0; i < inspectors.Length; i++)
        {
            inspected![i] = inspectors[i].AfterReceiveRequest(ref _message, _served.Channel, context);
        }

        if (inspected is not null)
        {
            _operationContext!.ReplaceRequest(_message);
        }

        _inspected = inspected;
        if (operation.ReleaseBefore)
        {
            await context.ReleaseServiceInstanceAsync().ConfigureAwait(false);
        }

        // What the object's constructor throws says nothing about the request.
        _isInvoked = true;
        var instance = context.GetServiceInstance(_message);
        _isInvoked = false;
        var inputs = _inputs = operation.ReadInputs(_message);
        if (Runtime.ValidatesMustUnderstand)
        {
            DispatchFaults.RequireUnderstood(_message);
        }

        if (operation.KeepsRequestOpen)
        {
            _kept = new KeptRequest(_request, _message);
        }

        var acknowledged = false;
        if (operation.IsOneWay && operation.DeserializesRequest && _served.HasReplies)
        {
            // The client is told now that the message is taken; what the operation does is no concern of its.
            await SendAsync(null).ConfigureAwait(false);
            acknowledged = _isAcknowledgedEarly = true;
        }

        _isInvoked = true;
        var hop = context.SynchronizationContext ?? Runtime.SynchronizationContext;
        var invoking = operation.Inspectors.Length == 0 && hop is null
            ? InvokeHereAsync(operation, context, instance, inputs)
            : InvokeInspectedAsync(hop, operation, context, instance, inputs);
        var (result, outputs) = await invoking.ConfigureAwait(false);
        (_result, _outputs) = (result, outputs);
        _hasReturned = true;
        _operationContext!.End();
        if (!acknowledged)
        {
            acknowledged = true;
            var reply = operation.IsOneWay ? null : MakeReply(operation, result, outputs);
            await SendAsync(reply).ConfigureAwait(false);
        }

        return acknowledged;
    }

    /// <summary>Disposes what the call was given and what it gave, however it ended: a file that was not sent to its end is closed too.</summary>
    private async ValueTask DisposeParametersAsync()
    {
        foreach (var value in _inputs ?? [])
        {
            await DisposeAsync(value).ConfigureAwait(false);
        }

        foreach (var value in _outputs ?? [])
        {
            await DisposeAsync(value).ConfigureAwait(false);
        }

        await DisposeAsync(_result).ConfigureAwait(false);
    }

    private static ValueTask DisposeAsync(object? value)
    {
        switch (value)
        {
            case IAsyncDisposable disposable:
                return disposable.DisposeAsync();
            case IDisposable disposable:
                disposable.Dispose();
                return default;
            default:
                return default;
        }
    }
}
