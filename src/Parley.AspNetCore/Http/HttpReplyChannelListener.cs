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
    private readonly IServiceCredentials? _credentials;
    private readonly BaseAddressPort? _port;
    private readonly MessageEncoderFactory _encoderFactory;
    private readonly HttpRequestIntake _intake;
    private readonly CancellationTokenSource _abort = new();
    private readonly ILogger _logger;
    private readonly ILoggerFactory _loggerFactory;
    private readonly Queue<TaskCompletionSource<IReplyChannel?>> _accepting = new();
    private HttpServer? _server;
    private HttpReplyChannel? _channel;
    private Uri _uri;
    private Uri? _shownPath;

    public HttpReplyChannelListener(HttpTransportBindingElement element, BindingContext context, ILoggerFactory loggerFactory)
        : base(context.Binding)
    {
        Element = element;
        _uri = context.ListenUri;
        _loggerFactory = loggerFactory;
        _logger = loggerFactory.CreateLogger<HttpReplyChannelListener>();
        _application = context.BindingParameters.Find<HttpApplicationHost>();
        _credentials = context.BindingParameters.Find<IServiceCredentials>();
        _port = context.BindingParameters.Find<BaseAddressPort>();
        _encoderFactory = HttpTransportBindingElement.FindEncoding(context).CreateMessageEncoderFactory();
        TimeProvider = context.BindingParameters.Find<TimeProvider>() ?? TimeProvider.System;
        _intake = new HttpRequestIntake(this, context, _encoderFactory.Encoder, TimeProvider, _logger, _abort.Token);
        if (_application is null && !string.Equals(_uri.Scheme, element.Scheme, StringComparison.OrdinalIgnoreCase))
        {
            throw new ArgumentException(
                $"The address '{_uri}' has the scheme '{_uri.Scheme}', but the binding's transport has '{element.Scheme}'.", nameof(context));
        }
    }

    public override Uri Uri => _uri;

    /// <summary>The address in logs. Behind an application host and port are the application's, and only the path is known.</summary>
    public Uri ShownUri => _application is null ? _uri : _shownPath ??= new Uri(_uri.AbsolutePath, UriKind.Relative);

    public HttpTransportBindingElement Element { get; }

    public HttpRequestQueue Queue { get; } = new();

    protected override TimeProvider TimeProvider { get; }

    public override T? GetProperty<T>()
        where T : class =>
        typeof(T) == typeof(MessageVersion)
            ? _encoderFactory.MessageVersion as T
            : _encoderFactory.Encoder.GetProperty<T>() ?? base.GetProperty<T>();

    public Task HandleAsync(HttpContext http) => _intake.HandleAsync(http);

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

        if (isLast && _intake.IsStopped)
        {
            RefusePending();
        }
    }

    protected override async ValueTask OnOpenAsync(CancellationToken cancellationToken)
    {
        if (_application is not null)
        {
            _application.Add(this);
            if (_intake.IsStopped)
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
        if (_intake.IsStopped && Interlocked.Exchange(ref _server, null) is not null)
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
            await _intake.Drained.WaitAsync(cancellationToken).ConfigureAwait(false);
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
            if (_intake.IsStopped)
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

    /// <summary>Takes no more requests. What is under way may end.</summary>
    private void Stop()
    {
        lock (_lock)
        {
            _intake.Stop();
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
