using System.Net;
using Parley.Channels;
using Parley.Channels.Framing;

namespace Parley.Transports.Tests.Framing;

/// <summary>Sessions over a connection that does what the test says.</summary>
public sealed class FramingDuplexSessionChannelTests
{
    [Fact]
    public async Task Closing_the_output_is_given_up_together_with_the_session()
    {
        var connection = new StuckConnection();
        var channel = new Session(new Manager(), connection);
        await channel.OpenAsync();
        using var giveUp = new CancellationTokenSource();
        var closing = channel.CloseOutputSessionAsync(giveUp.Token).AsTask();

        await giveUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => closing);
        Assert.Equal(CommunicationState.Faulted, channel.State);
        Assert.True(connection.IsAborted);
    }

    private static FramingSettings CreateSettings() => new(
        new TcpTransportBindingElement(),
        new BindingContext(new CustomBinding(new TcpTransportBindingElement()), new BindingParameterCollection()));

    private sealed class Manager() : ChannelManagerBase(null)
    {
        protected override ValueTask OnOpenAsync(CancellationToken cancellationToken) => default;

        protected override ValueTask OnCloseAsync(CancellationToken cancellationToken) => default;

        protected override void OnAbort()
        {
        }
    }

    private sealed class Session(Manager manager, FramingConnection connection) : FramingDuplexSessionChannel(manager, CreateSettings())
    {
        public override EndpointAddress RemoteAddress { get; } = new("net.tcp://localhost/");

        public override EndpointAddress? LocalAddress => null;

        public override Uri Via => RemoteAddress.Uri;

        protected override Uri? PeerForErrors => Via;

        protected override ValueTask OnOpenAsync(CancellationToken cancellationToken)
        {
            Attach(connection, new FramingInput(connection, Settings.Buffers, 64));
            return default;
        }

        protected override ValueTask ReleaseConnectionAsync(CancellationToken cancellationToken) => default;

        protected override void AbortConnection() => connection.Abort();
    }

    /// <summary>A connection whose other side reads nothing and says nothing.</summary>
    private sealed class StuckConnection : FramingConnection
    {
        public bool IsAborted { get; private set; }

        public override EndPoint? LocalEndPoint => null;

        public override EndPoint? RemoteEndPoint => null;

        public override bool WaitsWithoutBuffer => false;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken) =>
            new(new TaskCompletionSource<int>().Task.WaitAsync(cancellationToken));

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken) =>
            new(new TaskCompletionSource().Task.WaitAsync(cancellationToken));

        public override ValueTask CloseAsync() => default;

        public override void Abort() => IsAborted = true;
    }
}
