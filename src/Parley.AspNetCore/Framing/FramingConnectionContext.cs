using System.Globalization;
using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace Parley.Channels.Framing;

/// <summary>
/// What Kestrel knows a connection by. Whoever serves it takes the connection itself (<see cref="Take"/>). For middleware in front there is a
/// pipe over it, made when it is asked for; from then on the pipe is what is served.
/// </summary>
internal sealed class FramingConnectionContext : ConnectionContext
{
    /// <summary>Kestrel adds four features to each connection.</summary>
    private const int UsualFeatures = 5;

    private static long _lastId;

    private readonly FramingConnection _connection;
    private readonly Lock _gate = new();
    private string? _id;
    private IDictionary<object, object?>? _items;
    private IDuplexPipe? _transport;
    private CancellationTokenSource? _closed;
    private CancellationToken? _otherClosed;
    private bool _isTaken;
    private bool _isClosed;

    public FramingConnectionContext(FramingConnection connection, EndPoint endPoint)
    {
        _connection = connection;

        // An accepted local socket does not know its own name.
        LocalEndPoint = connection.LocalEndPoint as IPEndPoint ?? endPoint;
        RemoteEndPoint = connection.RemoteEndPoint;
        Features = new FeatureCollection(UsualFeatures);
        Features.Set(this);
    }

    public override string ConnectionId
    {
        get => _id ??= string.Create(CultureInfo.InvariantCulture, $"parley-{Interlocked.Increment(ref _lastId)}");
        set => _id = value;
    }

    public override IFeatureCollection Features { get; }

    public override IDictionary<object, object?> Items
    {
        get => _items ??= new ConnectionItems();
        set => _items = value;
    }

    public override IDuplexPipe Transport
    {
        get => _transport ??= new ConnectionPipe(new FramingInputStream(input: null, _connection));
        set => _transport = value;
    }

    /// <summary>Fires when this side has ended the connection.</summary>
    public override CancellationToken ConnectionClosed
    {
        get
        {
            lock (_gate)
            {
                return _otherClosed ?? (_isClosed ? new CancellationToken(true) : (_closed ??= new CancellationTokenSource()).Token);
            }
        }

        set => _otherClosed = value;
    }

    /// <summary>The connection to serve. The one who takes it closes it.</summary>
    public static FramingConnection Take(ConnectionContext context) =>
        context.Features.Get<FramingConnectionContext>() is { _transport: null } own ? own.TakeConnection() : new KestrelConnection(context);

    public override void Abort(ConnectionAbortedException abortReason)
    {
        _connection.Kill();
        OnClosed();
    }

    /// <summary>Ends the connection, unless it was taken.</summary>
    public override async ValueTask DisposeAsync()
    {
        if (OnClosed() && !_isTaken)
        {
            await _connection.CloseAsync().ConfigureAwait(false);
        }

        await base.DisposeAsync().ConfigureAwait(false);
    }

    private FramingConnection TakeConnection()
    {
        _isTaken = true;
        return _connection;
    }

    /// <returns>True the first time.</returns>
    private bool OnClosed()
    {
        CancellationTokenSource? closed;
        lock (_gate)
        {
            if (_isClosed)
            {
                return false;
            }

            _isClosed = true;
            closed = _closed;
        }

        closed?.Cancel();
        return true;
    }

    private sealed class ConnectionPipe(Stream stream) : IDuplexPipe
    {
        public PipeReader Input { get; } = PipeReader.Create(stream, new StreamPipeReaderOptions(useZeroByteReads: true));

        public PipeWriter Output { get; } = PipeWriter.Create(stream);
    }
}
