using System.Runtime.CompilerServices;
using Parley.Channels;
using Parley.Formatting;

namespace Parley.Dispatcher;

/// <summary>The reply, the faults, and the end of a call.</summary>
internal sealed partial class DispatchCall
{
    private object?[]? _inspected;
    private KeptRequest? _kept;

    private MessageVersion ReplyVersion => _message.Version;

    private Message MakeReply(CompiledOperation operation, object? result, object?[] outputs)
    {
        var reply = operation.WriteReply(ReplyVersion, result, outputs);
        if (reply is null)
        {
            // The caller waits for a message: it gets one without a body.
            reply = Message.CreateMessage(ReplyVersion, operation.ReplyAction);
        }

        if (reply.Headers.Action is null && (reply.IsFault ? ReplyVersion.Addressing.SoapFaultAction?.Value : operation.ReplyAction) is { } action)
        {
            reply.Headers.Action = action;
        }

        AddOutgoing(reply);
        return reply;
    }

    /// <summary>Headers and properties that the operation has set on its <see cref="OperationContext"/>.</summary>
    private void AddOutgoing(Message reply)
    {
        if (_operationContext?.OutgoingHeadersIfAny is { Count: > 0 } headers)
        {
            reply.Headers.CopyHeadersFrom(headers);
        }

        if (_operationContext?.OutgoingPropertiesIfAny is { Count: > 0 } properties)
        {
            reply.Properties.CopyProperties(properties);
        }
    }

    /// <summary>Sends the reply; null tells the transport that there is none.</summary>
    private ValueTask SendAsync(Message? reply)
    {
        if (reply is not null && !Table.ManualAddressing)
        {
            DispatchFaults.AddressReply(_message, reply);
        }

        var inspectors = Runtime.Inspectors;
        if (_inspected is { } states)
        {
            _inspected = null;
            for (var i = 0; i < inspectors.Length; i++)
            {
                inspectors[i].BeforeSendReply(ref reply, states[i]);
            }
        }

        if (reply is null && !_served.HasReplies)
        {
            // One-way, and no transport that waits for a word.
            return default;
        }

        var timeout = Table.Timeouts.SendTimeout;
        var sending = _request.ReplyAsync(reply, CancellationToken.None);
        return sending.IsCompletedSuccessfully || TimeoutScope.IsInfinite(timeout) ? sending : SendInTimeAsync(sending, timeout);
    }

    /// <summary>A client that does not read its reply holds the call for the send timeout, and not longer.</summary>
    private async ValueTask SendInTimeAsync(ValueTask sending, TimeSpan timeout)
    {
        var task = sending.AsTask();
        try
        {
            await task.WaitAsync(timeout, Table.TimeProvider, CancellationToken.None).ConfigureAwait(false);
        }
        catch (TimeoutException exception) when (!task.IsCompleted)
        {
            _request.Abort();
            if (_served.HasSession)
            {
                _served.Channel.Abort();
            }

            throw new TimeoutException($"The reply could not be sent within {timeout} (SendTimeout): the client does not read it.", exception);
        }
    }

    /// <summary>Turns an exception into a fault, and decides what becomes of the session.</summary>
    /// <returns>True when the client has its answer.</returns>
    private async ValueTask<bool> FailAsync(bool acknowledged)
    {
        var error = _error!;
        var expected = error is FaultException || IsAboutRequest(error);
        if (!acknowledged && ExpectsAnswer(error))
        {
            acknowledged = await SendFaultAsync(error).ConfigureAwait(false);
        }

        var handled = TellHandlers(error);
        Log(error, expected || handled);
        var isReplyAtFault = _hasReturned && acknowledged && _served.Channel.State == CommunicationState.Opened;
        if (!expected && !handled && !isReplyAtFault && _served.HasSession && !Table.IsForCallbacks && !(error is OperationCanceledException && _isInvoked && Token.IsCancellationRequested))
        {
            // An exception that the contract does not declare leaves the session's object in a state that nobody knows. A reply that could
            // not be written, and was answered with a fault instead, does not.
            _served.EndAfterFailure();
        }

        return acknowledged;
    }

    /// <summary>True when the exception says what is wrong with the request; one that the operation threw never does.</summary>
    private bool IsAboutRequest(Exception error) =>
        !_isInvoked && error is IFaultSource or MessageHeaderException or UnreadableRequestException or System.Xml.XmlException;

    private bool ExpectsAnswer(Exception error)
    {
        if (_operation is { IsOneWay: true } && !_served.HasReplies)
        {
            return false;
        }

        return _served.HasReplies || DispatchFaults.ExpectsReply(_message);
    }

    private async ValueTask<bool> SendFaultAsync(Exception error)
    {
        Message? fault = null;
        try
        {
            foreach (var handler in Table.ErrorHandlers)
            {
                handler.ProvideFault(error, ReplyVersion, ref fault);
            }

            fault ??= DispatchFaults.Create(error, IsAboutRequest(error), ReplyVersion, _operation, Table.IncludesExceptionDetail, Table.IsForCallbacks);
            if (error is FaultException)
            {
                AddOutgoing(fault);
            }

            if (_endpoint is null)
            {
                DispatchFaults.AddressReply(_message, fault);
                await _request.ReplyAsync(fault, CancellationToken.None).ConfigureAwait(false);
            }
            else
            {
                await SendAsync(fault).ConfigureAwait(false);
            }

            return true;
        }
        catch (Exception exception)
        {
            Table.Log.FaultNotSent(exception, _operation?.Name);
            return false;
        }
    }

    private bool TellHandlers(Exception error)
    {
        var handled = false;
        foreach (var handler in Table.ErrorHandlers)
        {
            try
            {
                handled |= handler.HandleError(error);
            }
            catch (Exception exception)
            {
                Table.Log.ErrorHandlerFailed(exception);
            }
        }

        return handled;
    }

    private void Log(Exception error, bool expected)
    {
        if (error is DeserializationFailedException { Cause: { } cause } && !_isInvoked)
        {
            // The client hears little of it, so here is where somebody can look.
            Table.Log.RequestUnreadable(cause, _operation?.Name);
        }
        else if (error is UnreadableRequestException)
        {
            Table.Log.RequestUnreadable(error.InnerException ?? error, _operation?.Name);
        }
        else if (error is FaultException)
        {
            Table.Log.FaultThrown(_operation?.Name);
        }
        else if (expected)
        {
            Table.Log.RequestRefused(error.GetType().Name, error.Message);
        }
        else if (error is CommunicationException or TimeoutException or OperationCanceledException)
        {
            Table.Log.CallNotCompleted(error, _operation?.Name);
        }
        else if (ForeignFault.Is(error))
        {
            Table.Log.ForeignFaultThrown(error, _operation?.Name, error.GetType().ToString());
        }
        else
        {
            Table.Log.OperationFailed(error, _operation?.Name);
        }
    }

    private async ValueTask FinishAsync(bool acknowledged)
    {
        if (_operation is { DisposesParameters: true })
        {
            try
            {
                await DisposeParametersAsync().ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                Table.Log.ReleaseFailed(exception, null);
                TellHandlers(exception);
            }
        }

        try
        {
            if (_error is null && _kept is not null)
            {
                // The operation has the message, or its stream, and closes it itself.
                _kept.Leave();
            }
            else if (acknowledged || !_served.HasReplies)
            {
                await _request.CloseAsync(CancellationToken.None).ConfigureAwait(false);
            }
            else
            {
                _request.Abort();
            }

            if (!ReferenceEquals(_message, _request.RequestMessage) && (_error is not null || _kept is null))
            {
                _message.Close();
            }
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            _request.Abort();
        }

        try
        {
            _operationContext?.RaiseOperationCompleted();
            if (_operation is { ReleaseAfter: true } && _instanceContext is not null)
            {
                await _instanceContext.ReleaseServiceInstanceAsync().ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            Table.Log.ReleaseFailed(exception, null);
            TellHandlers(exception);
        }

        if (_instanceContext is { } context)
        {
            LeaveInstance();
            await _served.ReleaseAsync(context).ConfigureAwait(false);
        }

        if (_operation is { IsTerminating: true } && _served.HasSession)
        {
            _served.Terminate();
        }

        _served.EndCall();
    }
}
