using System.Net;
using Parley.Channels;
using Parley.Channels.Framing;

namespace Parley.Transports.Tests.Framing;

/// <summary>What becomes of the reading side of a connection that is given up in the middle of a message.</summary>
public sealed class SingletonReaderTests
{
    private readonly LendingBuffers _buffers = new();
    private readonly PendingConnection _connection = new();
    private readonly SingletonReader _reader;

    public SingletonReaderTests()
    {
        var context = new BindingContext(new CustomBinding(new TcpTransportBindingElement()), new BindingParameterCollection { _buffers });
        var settings = new FramingSettings(new TcpTransportBindingElement(), context);
        _reader = new SingletonReader(new FramingInput(_connection, _buffers, 64), settings, new Uri("net.tcp://localhost/"), "text/xml");
    }

    [Fact]
    public async Task A_buffer_goes_back_after_the_read_that_fills_it_has_ended()
    {
        var reading = _reader.BeginAsync(default).AsTask();

        _reader.Release();

        Assert.Equal(0, _buffers.Returned);
        _connection.Reading.SetException(new IOException("The connection was aborted."));
        await Assert.ThrowsAsync<IOException>(() => reading);
        Assert.Equal(1, _buffers.Returned);
    }

    [Fact]
    public async Task A_buffer_goes_back_once()
    {
        var reading = _reader.BeginAsync(default).AsTask();
        _connection.Reading.SetException(new OperationCanceledException());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
        Assert.Equal(0, _buffers.Returned);

        _reader.Release();
        _reader.Release();

        Assert.Equal(1, _buffers.Returned);
    }

    [Fact]
    public async Task Nobody_reads_any_more_after_the_release()
    {
        _reader.Release();

        await Assert.ThrowsAsync<IOException>(() => _reader.BeginAsync(default).AsTask());
        Assert.Equal(0, _buffers.Taken);
    }

    private sealed class LendingBuffers : BufferManager
    {
        public int Taken { get; private set; }

        public int Returned { get; private set; }

        public override byte[] TakeBuffer(int bufferSize)
        {
            Taken++;
            return new byte[bufferSize];
        }

        public override void ReturnBuffer(byte[] buffer) => Returned++;

        public override void Clear()
        {
        }
    }

    private sealed class PendingConnection : FramingConnection
    {
        public TaskCompletionSource<int> Reading { get; } = new();

        public override EndPoint? LocalEndPoint => null;

        public override EndPoint? RemoteEndPoint => null;

        public override bool WaitsWithoutBuffer => false;

        // A wait without a buffer has been answered already: there is something to read.
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken) => buffer.IsEmpty ? new(0) : new(Reading.Task);

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken) => default;

        public override ValueTask CloseAsync() => default;

        public override void Abort()
        {
        }
    }
}
