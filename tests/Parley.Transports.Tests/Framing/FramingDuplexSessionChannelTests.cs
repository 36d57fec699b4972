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

    [Fact]
    public async Task Messages_that_are_held_leave_together_with_the_next_that_is_sent()
    {
        var connection = new RecordingConnection();
        var channel = await OpenAsync(connection);
        await ((IHoldingOutput)channel).HoldAsync(NewMessage("one"), default);
        await ((IHoldingOutput)channel).HoldAsync(NewMessage("two"), default);
        Assert.Empty(connection.Writes);

        await channel.SendAsync(NewMessage("three"));

        Assert.Equal(await WrittenAsync("one", "two", "three"), Assert.Single(connection.Writes));
    }

    [Fact]
    public async Task Messages_that_are_held_leave_when_they_are_flushed_and_before_the_end()
    {
        var connection = new RecordingConnection();
        var channel = await OpenAsync(connection);
        await ((IHoldingOutput)channel).HoldAsync(NewMessage("one"), default);
        await ((IHoldingOutput)channel).FlushAsync(default);
        await ((IHoldingOutput)channel).FlushAsync(default);
        await ((IHoldingOutput)channel).HoldAsync(NewMessage("two"), default);
        await channel.CloseOutputSessionAsync();

        Assert.Equal(2, connection.Writes.Count);
        Assert.Equal([.. await WrittenAsync("one", "two"), .. RecordWriter.End.Span], connection.Writes.SelectMany(bytes => bytes));
    }

    [Fact]
    public async Task While_held_messages_are_written_more_are_held_and_all_keep_their_order()
    {
        var connection = new RecordingConnection { Gate = new TaskCompletionSource() };
        var channel = await OpenAsync(connection);
        await ((IHoldingOutput)channel).HoldAsync(NewMessage("one"), default);
        var flushing = ((IHoldingOutput)channel).FlushAsync(default);
        await ((IHoldingOutput)channel).HoldAsync(NewMessage("two"), default);
        var sending = channel.SendAsync(NewMessage("three"));
        Assert.False(sending.IsCompleted);

        connection.Gate.SetResult();
        await flushing;
        await sending;

        Assert.Equal(2, connection.Writes.Count);
        Assert.Equal(await WrittenAsync("one", "two", "three"), connection.Writes.SelectMany(bytes => bytes));
    }

    [Fact]
    public async Task No_more_is_held_than_a_few_kilobytes()
    {
        var connection = new RecordingConnection();
        var channel = await OpenAsync(connection);
        string[] texts = [.. Enumerable.Range(0, 40).Select(i => new string((char)('a' + (i % 26)), 1000 + i)), new('z', HeldBytes.Most)];
        foreach (var text in texts)
        {
            await ((IHoldingOutput)channel).HoldAsync(NewMessage(text), default);
        }

        Assert.InRange(connection.Writes.Count, 3, 6);
        Assert.Equal(await WrittenAsync(texts), connection.Writes.SelectMany(bytes => bytes));
    }

    private static Message NewMessage(string text) => Message.CreateMessage(MessageVersion.Default, "urn:a", text);

    private static async Task<Session> OpenAsync(FramingConnection connection)
    {
        var channel = new Session(new Manager(), connection);
        await channel.OpenAsync();
        return channel;
    }

    /// <summary>The bytes of messages that leave one by one.</summary>
    private static async Task<byte[]> WrittenAsync(params string[] texts)
    {
        var connection = new RecordingConnection();
        var channel = await OpenAsync(connection);
        foreach (var text in texts)
        {
            await channel.SendAsync(NewMessage(text));
        }

        Assert.Equal(texts.Length, connection.Writes.Count);
        return [.. connection.Writes.SelectMany(bytes => bytes)];
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

        protected override ValueTask<bool> ReleaseConnectionAsync(CancellationToken cancellationToken) => new(true);

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

    /// <summary>A connection that keeps what is written.</summary>
    private sealed class RecordingConnection : FramingConnection
    {
        public List<byte[]> Writes { get; } = [];

        /// <summary>Writes wait for this; null for nothing.</summary>
        public TaskCompletionSource? Gate { get; init; }

        public override EndPoint? LocalEndPoint => null;

        public override EndPoint? RemoteEndPoint => null;

        public override bool WaitsWithoutBuffer => false;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken) =>
            new(new TaskCompletionSource<int>().Task.WaitAsync(cancellationToken));

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
        {
            Writes.Add(buffer.ToArray());
            return Gate is null ? default : new(Gate.Task);
        }

        public override ValueTask CloseAsync() => default;

        public override void Abort()
        {
        }
    }
}
