using System.Threading.Tasks.Sources;
using Microsoft.AspNetCore.Http;

namespace Parley.Channels;

/// <summary>One HTTP request that the dispatcher works on. The server's handler waits for its end: only until then its HTTP side may be touched.</summary>
internal sealed class HttpRequestContext : RequestContext, IValueTaskSource
{
    private readonly Lock _gate = new();
    private readonly HttpReplyWriter _writer;
    private readonly HttpContext _http;
    private readonly Message _message;

    // A streamed body is read from the request while the service works, even after the reply.
    private readonly bool _endsWithClose;
    private ManualResetValueTaskSourceCore<bool> _end = new() { RunContinuationsAsynchronously = true };
    private volatile Stage _stage;
    private bool _hasEnded;

    public HttpRequestContext(HttpContext http, Message message, HttpReplyWriter writer, bool endsWithClose)
    {
        _http = http;
        _message = message;
        _writer = writer;
        _endsWithClose = endsWithClose;
    }

    private enum Stage
    {
        Open,
        Replying,
        Replied,
        Aborted,
    }

    /// <inheritdoc/>
    public override Message RequestMessage => _message;

    /// <inheritdoc/>
    internal override CancellationToken Aborted
    {
        get
        {
            lock (_gate)
            {
                return _hasEnded ? new CancellationToken(canceled: _stage == Stage.Aborted) : _http.RequestAborted;
            }
        }
    }

    /// <inheritdoc/>
    internal override ExecutionContext? Flow { get; } = ExecutionContext.Capture();

    /// <summary>True when the handler may return.</summary>
    public bool HasEnded => Volatile.Read(ref _hasEnded);

    /// <summary>Waits for the end; once.</summary>
    public ValueTask WhenEndedAsync() => new(this, _end.Version);

    /// <inheritdoc/>
    internal override void KeepOpen()
    {
        if (_endsWithClose && !_http.Response.HasStarted && HttpProtocol.IsHttp11(_http.Request.Protocol))
        {
            // The client's next request would wait on this connection until the service has read this one.
            _http.Response.Headers.Connection = "close";
        }
    }

    /// <inheritdoc/>
    public override ValueTask ReplyAsync(Message? message, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        BeginReply();
        var writing = _writer.WriteAsync(_http, message, cancellationToken);
        if (message is null || !writing.IsCompletedSuccessfully)
        {
            return FinishReplyAsync(writing, isEmpty: message is null);
        }

        EndReply();
        return default;
    }

    private async ValueTask FinishReplyAsync(ValueTask writing, bool isEmpty)
    {
        try
        {
            await writing.ConfigureAwait(false);
        }
        catch
        {
            FailReply();
            throw;
        }

        EndReply();
        if (isEmpty)
        {
            // The service's work comes after this reply. It must not keep the connection's thread, on which the next request waits.
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        }
    }

    /// <inheritdoc/>
    public override ValueTask CloseAsync(CancellationToken cancellationToken = default)
    {
        if (_stage == Stage.Open)
        {
            return ReplyAndCloseAsync(cancellationToken);
        }

        Close();
        return default;
    }

    private async ValueTask ReplyAndCloseAsync(CancellationToken cancellationToken)
    {
        await ReplyAsync(null, cancellationToken).ConfigureAwait(false);
        Close();
    }

    private void Close()
    {
        _message.Close();
        if (HasEnded)
        {
            return;
        }

        lock (_gate)
        {
            if (_stage != Stage.Replied || _hasEnded)
            {
                return;
            }

            _hasEnded = true;
        }

        _end.SetResult(true);
    }

    /// <inheritdoc/>
    public override void Abort()
    {
        AbortConnection();
        _message.Close();
    }

    /// <summary>Ends the request, but leaves its message to the dispatcher, which may be reading it.</summary>
    public void AbortConnection()
    {
        lock (_gate)
        {
            if (_hasEnded)
            {
                // The server may use its side for another request already.
                return;
            }

            _http.Abort();
            if (_stage == Stage.Replying)
            {
                // The reply fails by it, and ends the request.
                return;
            }

            _stage = Stage.Aborted;
            _hasEnded = true;
        }

        _end.SetResult(true);
    }

    /// <summary>Answers that the service is closing, where nobody has received the request yet.</summary>
    public void Refuse()
    {
        lock (_gate)
        {
            if (_stage != Stage.Open)
            {
                return;
            }

            _stage = Stage.Aborted;
            _hasEnded = true;
            HttpServer.Answer(_http, StatusCodes.Status503ServiceUnavailable, "Service Unavailable");
        }

        _message.Close();
        _end.SetResult(true);
    }

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _end.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _end.OnCompleted(continuation, state, token, flags);

    void IValueTaskSource.GetResult(short token) => _end.GetResult(token);

    private void BeginReply()
    {
        lock (_gate)
        {
            _stage = _stage switch
            {
                Stage.Open when !_writer.IsAborted => Stage.Replying,
                Stage.Open or Stage.Aborted => throw new CommunicationObjectAbortedException("The request was aborted: there is nobody left to reply to."),
                _ => throw new InvalidOperationException("The request has its reply already. A request has one reply."),
            };
        }
    }

    private void EndReply()
    {
        lock (_gate)
        {
            _stage = Stage.Replied;
            if (_endsWithClose)
            {
                return;
            }

            _hasEnded = true;
        }

        _end.SetResult(true);
    }

    /// <summary>After a failed reply: another may be tried while nothing was sent, else the request ends.</summary>
    private void FailReply()
    {
        lock (_gate)
        {
            if (!_http.Response.HasStarted && !_http.RequestAborted.IsCancellationRequested)
            {
                _stage = Stage.Open;
                return;
            }

            _stage = Stage.Aborted;
            _hasEnded = true;
            _http.Abort();
        }

        _end.SetResult(true);
    }
}
