using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Parley.Security;

namespace Parley.Channels;

/// <summary>
/// Takes the HTTP requests of one address: from a Kestrel server of the process's own, or from an application that hands them
/// over (<see cref="HttpApplicationHost"/>). It has one reply channel at a time.
/// </summary>
internal sealed class HttpReplyChannelListener : ChannelListenerBase<IReplyChannel>, IHttpRequestHandler
{
    private readonly Lock _lock = new();
    private readonly HttpApplicationHost? _application;
    private readonly bool _needsHttps;
    private readonly IServiceCredentials? _credentials;
    private readonly BaseAddressPort? _port;
    private readonly MessageEncoderFactory _encoderFactory;
    private readonly HttpAuthentication _authentication;
    private readonly HttpRequestReader _reader;
    private readonly HttpReplyWriter _writer;
    private readonly ILogger _logger;
    private readonly ILoggerFactory _loggerFactory;
    private readonly CancellationTokenSource _abort = new();
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Queue<TaskCompletionSource<IReplyChannel?>> _accepting = new();
    private HttpServer? _server;
    private HttpReplyChannel? _channel;
    private Uri _uri;
    private Uri? _shownPath;
    private int _underWay = 1;
    private int _stopped;

    public HttpReplyChannelListener(HttpTransportBindingElement element, BindingContext context, ILoggerFactory loggerFactory)
        : base(context.Binding)
    {
        Element = element;
        _uri = context.ListenUri;
        _loggerFactory = loggerFactory;
        _logger = loggerFactory.CreateLogger<HttpReplyChannelListener>();
        _application = context.BindingParameters.Find<HttpApplicationHost>();

        // A server of ours has TLS whenever the transport is https; an application's server is set up elsewhere.
        _needsHttps = _application is not null && element is HttpsTransportBindingElement;
        _credentials = context.BindingParameters.Find<IServiceCredentials>();
        _port = context.BindingParameters.Find<BaseAddressPort>();
        _encoderFactory = HttpTransportBindingElement.FindEncoding(context).CreateMessageEncoderFactory();
        TimeProvider = context.BindingParameters.Find<TimeProvider>() ?? TimeProvider.System;
        var encoder = _encoderFactory.Encoder;
        var bufferManager = BufferManager.CreateBufferManager(element.MaxBufferPoolSize, element.MaxBufferSize);
        _authentication = new HttpAuthentication(element, _credentials, _application is not null);
        _reader = new HttpRequestReader(element, encoder, bufferManager, DefaultReceiveTimeout, TimeProvider);
        _writer = new HttpReplyWriter(element, encoder, bufferManager, DefaultSendTimeout, TimeProvider, _abort.Token);
        if (_application is null && !string.Equals(_uri.Scheme, element.Scheme, StringComparison.OrdinalIgnoreCase))
        {
            throw new ArgumentException(
                $"The address '{_uri}' has the scheme '{_uri.Scheme}', but the binding's transport has '{element.Scheme}'.", nameof(context));
        }
    }

    public override Uri Uri => _uri;

    /// <summary>The address in logs. Behind an application host and port are the application's, and only the path is known.</summary>
    private Uri ShownUri => _application is null ? _uri : _shownPath ??= new Uri(_uri.AbsolutePath, UriKind.Relative);

    public HttpTransportBindingElement Element { get; }

    public HttpRequestQueue Queue { get; } = new();

    protected override TimeProvider TimeProvider { get; }

    public override T? GetProperty<T>()
        where T : class =>
        typeof(T) == typeof(MessageVersion)
            ? _encoderFactory.MessageVersion as T
            : _encoderFactory.Encoder.GetProperty<T>() ?? base.GetProperty<T>();

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
            if (Element.StreamsRequests)
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
            _logger.ClientGone(ShownUri, exception);
            http.Abort();
        }
        catch (Exception exception)
        {
            _logger.Failed(ShownUri, exception);
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

    /// <summary>The channel is closed: the next one may be accepted.</summary>
    public void OnChannelClosed(HttpReplyChannel channel)
    {
        bool isLast;
        lock (_lock)
        {
            if (_channel != channel)
            {
                return;
            }

            _channel = null;
            while (_channel is null && _accepting.TryDequeue(out var accept))
            {
                // An accept that was given up takes none: the channel is for the next one.
                var next = new HttpReplyChannel(this);
                _channel = accept.TrySetResult(next) ? next : null;
            }

            isLast = _channel is null;
        }

        if (isLast && Volatile.Read(ref _stopped) != 0)
        {
            RefusePending();
        }
    }

    protected override async ValueTask OnOpenAsync(CancellationToken cancellationToken)
    {
        if (_application is not null)
        {
            _application.Add(this);
            if (Volatile.Read(ref _stopped) != 0)
            {
                _application.Remove(this);
            }

            return;
        }

        _uri = _port?.Apply(_uri) ?? _uri;
        var server = await HttpServer.ListenAsync(this, _credentials, _loggerFactory, cancellationToken).ConfigureAwait(false);
        if (_uri.Port == 0)
        {
            _uri = new UriBuilder(_uri) { Port = server.Port }.Uri;
        }

        try
        {
            server.Add(this);
        }
        catch
        {
            await server.RemoveAsync(this, cancellationToken).ConfigureAwait(false);
            throw;
        }

        Interlocked.Exchange(ref _server, server);
        if (Volatile.Read(ref _stopped) != 0 && Interlocked.Exchange(ref _server, null) is not null)
        {
            // Aborted meanwhile, when there was nothing to take away yet.
            await CutAsync(server).ConfigureAwait(false);
            return;
        }

        _port?.Learn(_uri);
        _logger.Listening(_uri);
    }

    protected override async ValueTask OnCloseAsync(CancellationToken cancellationToken)
    {
        Stop();
        if (_channel is null)
        {
            RefusePending();
        }

        try
        {
            await _drained.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            _logger.Aborted(ShownUri);
            throw;
        }

        RefusePending();
        EndAccepting();
        _application?.Remove(this);
        if (Interlocked.Exchange(ref _server, null) is { } server)
        {
            await server.RemoveAsync(this, cancellationToken).ConfigureAwait(false);
        }
    }

    protected override void OnAbort()
    {
        Stop();
        foreach (var pending in Queue.Complete())
        {
            pending.Abort();
        }

        _abort.Cancel();
        EndAccepting();
        _application?.Remove(this);
        if (Interlocked.Exchange(ref _server, null) is { } server)
        {
            _ = CutAsync(server);
        }
    }

    protected override ValueTask<IReplyChannel?> OnAcceptChannelAsync(CancellationToken cancellationToken)
    {
        TaskCompletionSource<IReplyChannel?> accept;
        lock (_lock)
        {
            if (_stopped != 0)
            {
                return default;
            }

            if (_channel is null)
            {
                _channel = new HttpReplyChannel(this);
                return new(_channel);
            }

            accept = new TaskCompletionSource<IReplyChannel?>(TaskCreationOptions.RunContinuationsAsynchronously);
            _accepting.Enqueue(accept);
        }

        return AcceptAsync(accept, cancellationToken);
    }

    private async Task CutAsync(HttpServer server)
    {
        try
        {
            await server.RemoveAsync(this, new CancellationToken(canceled: true)).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            _logger.ClientGone(ShownUri, exception);
        }
    }

    private static async ValueTask<IReplyChannel?> AcceptAsync(TaskCompletionSource<IReplyChannel?> accept, CancellationToken cancellationToken)
    {
        using var registration = cancellationToken.UnsafeRegister(
            static (state, token) => ((TaskCompletionSource<IReplyChannel?>)state!).TrySetCanceled(token), accept);
        return await accept.Task.ConfigureAwait(false);
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
            _logger.Refused(ShownUri, StatusCodes.Status405MethodNotAllowed, "Method Not Allowed", null);
            await HttpServer.AnswerAsync(
                http, StatusCodes.Status405MethodNotAllowed, "Method Not Allowed", "A SOAP service listens here. It takes messages by POST.\n").ConfigureAwait(false);
            return;
        }

        var sender = _authentication.IsAnonymous
            ? null
            : await _authentication.AuthenticateAsync(http, _abort.Token).ConfigureAwait(false);
        if (!await Queue.WaitForRoomAsync().ConfigureAwait(false))
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
                _logger.Refused(ShownUri, refusal.StatusCode, refusal.Message, refusal.InnerException);
                await _writer.WriteAsync(http, fault, _abort.Token).ConfigureAwait(false);
                return;
            }

            if (HttpAddressing.Apply(request, message) is { } mismatch)
            {
                _logger.Refused(ShownUri, StatusCodes.Status500InternalServerError, "The HTTP action is not the message's.", null);
                message.Close();
                await _writer.WriteAsync(http, mismatch, _abort.Token).ConfigureAwait(false);
                return;
            }

            if (sender is not null)
            {
                message.Properties[SecurityMessageProperty.Name] = new SecurityMessageProperty(sender);
            }

            context = new HttpRequestContext(http, message, _writer, endsWithClose: streamed is not null);
            delivered = Queue.TryDeliver(context);
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
                Queue.GiveRoomBack();
            }
        }

        if (!context.HasEnded)
        {
            using var registration = _abort.Token.UnsafeRegister(static state => ((HttpRequestContext)state!).AbortConnection(), context);
            await context.WhenEndedAsync().ConfigureAwait(false);
        }
    }

    private ValueTask<Message> ReadAsync(HttpContext http, HttpRequestBody? streamed)
    {
        if (Element.RequestInitializationTimeout > TimeSpan.Zero)
        {
            return ReadWithinTimeoutAsync(http, streamed);
        }

        var reading = _reader.ReadAsync(http, streamed, _abort.Token);
        return reading.IsCompleted ? reading : ReadRestAsync(reading, http);
    }

    /// <summary>Waits for a request that has not come whole. Only these need a timer.</summary>
    private async ValueTask<Message> ReadRestAsync(ValueTask<Message> reading, HttpContext http)
    {
        using var timeout = new TimeoutScope(DefaultReceiveTimeout, TimeProvider, CancellationToken.None);
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
        using var timeout = new TimeoutScope(Element.RequestInitializationTimeout, TimeProvider, _abort.Token);
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
        _logger.Refused(ShownUri, refusal.StatusCode, refusal.Message, refusal.InnerException);
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
        if (Volatile.Read(ref _stopped) == 0)
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

    /// <summary>Takes no more requests. What is under way may end.</summary>
    private void Stop()
    {
        bool first;
        lock (_lock)
        {
            first = _stopped == 0;
            _stopped = 1;
        }

        if (first)
        {
            // The listener itself counted as one.
            Leave();
        }
    }

    private void RefusePending()
    {
        foreach (var pending in Queue.Complete())
        {
            pending.Refuse();
        }
    }

    private void EndAccepting()
    {
        TaskCompletionSource<IReplyChannel?>[] accepting;
        lock (_lock)
        {
            accepting = [.. _accepting];
            _accepting.Clear();
        }

        foreach (var accept in accepting)
        {
            accept.TrySetResult(null);
        }
    }
}
