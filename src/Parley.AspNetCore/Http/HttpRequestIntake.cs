using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Parley.Security;

namespace Parley.Channels;

/// <summary>
/// Takes in the requests of one listener: checks who sends them, reads them, hands them to the listener's queue, and knows
/// when the last of them is answered.
/// </summary>
internal sealed class HttpRequestIntake
{
    private readonly HttpReplyChannelListener _listener;
    private readonly HttpApplicationHost? _application;
    private readonly bool _needsHttps;
    private readonly HttpAuthentication _authentication;
    private readonly HttpRequestReader _reader;
    private readonly HttpReplyWriter _writer;
    private readonly IDefaultCommunicationTimeouts _timeouts;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly CancellationToken _aborted;
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _underWay = 1;
    private int _stopped;

    /// <param name="listener">The listener, with its queue.</param>
    /// <param name="context">What the binding says.</param>
    /// <param name="encoder">Reads the requests and writes the replies.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="logger">The log.</param>
    /// <param name="aborted">Ends what is under way.</param>
    public HttpRequestIntake(
        HttpReplyChannelListener listener,
        BindingContext context,
        MessageEncoder encoder,
        TimeProvider timeProvider,
        ILogger logger,
        CancellationToken aborted)
    {
        var element = listener.Element;
        _listener = listener;
        _timeouts = listener;
        _timeProvider = timeProvider;
        _logger = logger;
        _aborted = aborted;
        _application = context.BindingParameters.Find<HttpApplicationHost>();

        // A server of ours has TLS whenever the transport is https; an application's server is set up elsewhere.
        _needsHttps = _application is not null && element is HttpsTransportBindingElement;
        var bufferManager = BufferManager.CreateBufferManager(element.MaxBufferPoolSize, element.MaxBufferSize);
        _authentication = new HttpAuthentication(element, context.BindingParameters.Find<IServiceCredentials>(), _application is not null);
        _reader = new HttpRequestReader(element, encoder, bufferManager, _timeouts.ReceiveTimeout, timeProvider);
        _writer = new HttpReplyWriter(element, encoder, bufferManager, _timeouts.SendTimeout, timeProvider, aborted);
    }

    /// <summary>True when no more requests are taken.</summary>
    public bool IsStopped => Volatile.Read(ref _stopped) != 0;

    /// <summary>Done when no more requests are taken and all that were are answered.</summary>
    public Task Drained => _drained.Task;

    /// <summary>Takes no more requests. What is under way may end.</summary>
    public void Stop()
    {
        if (Interlocked.Exchange(ref _stopped, 1) == 0)
        {
            // The listener itself counted as one.
            Leave();
        }
    }

    /// <summary>Answers one request: by its message's reply, or by a status.</summary>
    public async Task HandleAsync(HttpContext http)
    {
        if (!TryEnter())
        {
            Refuse(http, HttpRefusal.Unavailable());
            return;
        }

        try
        {
            if (_listener.Element.StreamsRequests)
            {
                await DispatchStreamedAsync(http).ConfigureAwait(false);
            }
            else
            {
                await DispatchAsync(http, null).ConfigureAwait(false);
            }
        }
        catch (HttpRefusal refusal)
        {
            Refuse(http, refusal);
        }
        catch (BadHttpRequestException exception)
        {
            Refuse(http, new HttpRefusal(exception.StatusCode, "Bad Request", exception));
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            _logger.ClientGone(_listener.ShownUri, exception);
            http.Abort();
        }
        catch (Exception exception)
        {
            _logger.Failed(_listener.ShownUri, exception);
            if (http.Response.HasStarted)
            {
                http.Abort();
            }
            else
            {
                http.Response.StatusCode = StatusCodes.Status500InternalServerError;
            }
        }
        finally
        {
            Leave();
        }
    }

    private async ValueTask DispatchStreamedAsync(HttpContext http)
    {
        var body = new HttpRequestBody(http);
        try
        {
            await DispatchAsync(http, body).ConfigureAwait(false);
        }
        finally
        {
            await body.CutOffAsync().ConfigureAwait(false);
        }
    }

    private async ValueTask DispatchAsync(HttpContext http, HttpRequestBody? streamed)
    {
        var request = http.Request;
        if (_needsHttps && !request.IsHttps && !_application!.AllowHttpForHttpsEndpoints)
        {
            // Before anything is asked for: a password does not travel in the clear twice.
            throw HttpRefusal.NeedsHttps();
        }

        if (!HttpMethods.IsPost(request.Method))
        {
            http.Response.Headers.Allow = "POST";
            if (!HttpMethods.IsGet(request.Method))
            {
                throw new HttpRefusal(StatusCodes.Status405MethodNotAllowed, "Method Not Allowed");
            }

            // Somebody looks with a browser whether the service is there.
            _logger.Refused(_listener.ShownUri, StatusCodes.Status405MethodNotAllowed, "Method Not Allowed", null);
            await HttpServer.AnswerAsync(
                http, StatusCodes.Status405MethodNotAllowed, "Method Not Allowed", "A SOAP service listens here. It takes messages by POST.\n").ConfigureAwait(false);
            return;
        }

        var sender = _authentication.IsAnonymous
            ? null
            : await _authentication.AuthenticateAsync(http, _aborted).ConfigureAwait(false);
        if (!await _listener.Queue.WaitForRoomAsync().ConfigureAwait(false))
        {
            throw HttpRefusal.Unavailable();
        }

        var delivered = false;
        HttpRequestContext context;
        try
        {
            Message message;
            try
            {
                message = await ReadAsync(http, streamed).ConfigureAwait(false);
            }
            catch (HttpRefusal refusal) when (refusal.Fault is { } fault)
            {
                _logger.Refused(_listener.ShownUri, refusal.StatusCode, refusal.Message, refusal.InnerException);
                await _writer.WriteAsync(http, fault, _aborted).ConfigureAwait(false);
                return;
            }

            if (HttpAddressing.Apply(request, message) is { } mismatch)
            {
                _logger.Refused(_listener.ShownUri, StatusCodes.Status500InternalServerError, "The HTTP action is not the message's.", null);
                message.Close();
                await _writer.WriteAsync(http, mismatch, _aborted).ConfigureAwait(false);
                return;
            }

            if (sender is not null)
            {
                message.Properties[SecurityMessageProperty.Name] = new SecurityMessageProperty(sender);
            }

            context = new HttpRequestContext(http, message, _writer, endsWithClose: streamed is not null);
            delivered = _listener.Queue.TryDeliver(context);
            if (!delivered)
            {
                message.Close();
                throw HttpRefusal.Unavailable();
            }
        }
        finally
        {
            if (!delivered)
            {
                _listener.Queue.GiveRoomBack();
            }
        }

        if (!context.HasEnded)
        {
            using var registration = _aborted.UnsafeRegister(static state => ((HttpRequestContext)state!).AbortConnection(), context);
            await context.WhenEndedAsync().ConfigureAwait(false);
        }
    }

    private ValueTask<Message> ReadAsync(HttpContext http, HttpRequestBody? streamed)
    {
        if (_listener.Element.RequestInitializationTimeout > TimeSpan.Zero)
        {
            return ReadWithinTimeoutAsync(http, streamed);
        }

        var reading = _reader.ReadAsync(http, streamed, _aborted);
        return reading.IsCompleted ? reading : ReadRestAsync(reading, http);
    }

    /// <summary>Waits for a request that has not come whole. Only these need a timer.</summary>
    private async ValueTask<Message> ReadRestAsync(ValueTask<Message> reading, HttpContext http)
    {
        using var timeout = new TimeoutScope(_timeouts.ReceiveTimeout, _timeProvider, CancellationToken.None);
        using var registration = timeout.Token.UnsafeRegister(static state => ((HttpContext)state!).Abort(), http);
        try
        {
            return await reading.ConfigureAwait(false);
        }
        catch (Exception exception) when (timeout.HasTimedOut)
        {
            throw new HttpRefusal(StatusCodes.Status408RequestTimeout, "Request Timeout", exception);
        }
    }

    private async ValueTask<Message> ReadWithinTimeoutAsync(HttpContext http, HttpRequestBody? streamed)
    {
        using var timeout = new TimeoutScope(_listener.Element.RequestInitializationTimeout, _timeProvider, _aborted);
        try
        {
            return await _reader.ReadAsync(http, streamed, timeout.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (timeout.HasTimedOut)
        {
            throw new HttpRefusal(StatusCodes.Status408RequestTimeout, "Request Timeout", exception);
        }
    }

    private void Refuse(HttpContext http, HttpRefusal refusal)
    {
        _logger.Refused(_listener.ShownUri, refusal.StatusCode, refusal.Message, refusal.InnerException);
        if (http.Response.HasStarted)
        {
            http.Abort();
            return;
        }

        HttpServer.Answer(http, refusal.StatusCode, refusal.Message);
    }

    private bool TryEnter()
    {
        Interlocked.Increment(ref _underWay);
        if (!IsStopped)
        {
            return true;
        }

        Leave();
        return false;
    }

    private void Leave()
    {
        if (Interlocked.Decrement(ref _underWay) == 0)
        {
            _drained.TrySetResult();
        }
    }
}
