using System.Collections.Concurrent;
using Parley.Channels;
using Parley.Channels.Framing;

namespace Parley.FunctionalTests.Framing;

/// <summary>A listener of sessions that answers every message with its body, and what a test needs to watch it.</summary>
internal sealed class FramingHost : IAsyncDisposable
{
    public static readonly TimeSpan Guard = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _accepting;

    private FramingHost(IChannelListener<IDuplexSessionChannel> listener, CountingBuffers buffers, Func<IDuplexSessionChannel, Task> serve)
    {
        Listener = listener;
        Buffers = buffers;
        _accepting = AcceptAsync(serve);
    }

    public IChannelListener<IDuplexSessionChannel> Listener { get; }

    public CountingBuffers Buffers { get; }

    public Uri Uri => Listener.Uri;

    /// <summary>The failures of sessions, in the order of their end.</summary>
    public ConcurrentQueue<Exception> Failures { get; } = new();

    /// <summary>The socket that the listener is at.</summary>
    public SharedListener Socket => Listener.GetProperty<SharedListener>()!;

    public static Task<FramingHost> StartAsync(Binding binding, params object[] parameters) =>
        StartAsync(binding, "net.tcp://127.0.0.1:0/echo", EchoAsync, parameters);

    public static async Task<FramingHost> StartAsync(
        Binding binding, string address, Func<IDuplexSessionChannel, Task> serve, params object[] parameters)
    {
        var buffers = new CountingBuffers();
        var listener = binding.BuildChannelListener<IDuplexSessionChannel>(
            new Uri(address), (object[])[KestrelTransports.Default, buffers, .. parameters]);
        await listener.OpenAsync();
        return new FramingHost(listener, buffers, serve);
    }

    /// <summary>Answers every message until the client has said End.</summary>
    public static async Task EchoAsync(IDuplexSessionChannel channel)
    {
        while (await channel.ReceiveAsync() is { } message)
        {
            await channel.SendAsync(Messages.EchoOf(message));
        }

        await channel.CloseAsync();
    }

    /// <summary>Waits for the next session to fail.</summary>
    public async Task<Exception> NextFailureAsync()
    {
        await UntilAsync(() => !Failures.IsEmpty, "a failure");
        return Failures.TryDequeue(out var failure) ? failure : throw new InvalidOperationException("There is no failure.");
    }

    /// <summary>An honest session works, whatever went before.</summary>
    public async Task AssertWorksAsync(FramingClient client)
    {
        var channel = await client.ConnectAsync(Uri);
        await channel.SendAsync(Messages.Create("honest"));
        Assert.Equal("honest", Messages.Read(await channel.ReceiveAsync().AsTask().WaitAsync(Guard)));
        await channel.CloseAsync().AsTask().WaitAsync(Guard);
    }

    /// <summary>Only the connections that the client keeps are left, and no buffer is out.</summary>
    public async Task AssertNothingLeaksAsync(FramingClient client)
    {
        await UntilAsync(() => Socket.ConnectionCount == client.IdleConnections, "connections to end");
        await UntilAsync(() => Buffers.Lent == 0 && client.Buffers.Lent == 0, "buffers to come back");
        Assert.Equal(0, Buffers.Problems + client.Buffers.Problems);
    }

    /// <summary>Waits until what other threads are about to do is done.</summary>
    public static async Task UntilAsync(Func<bool> condition, string what)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Guard, $"Waited in vain for {what}.");
            await Task.Yield();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await Listener.DisposeAsyncOrAbort();
        await _accepting.WaitAsync(Guard);
        _stopping.Dispose();
    }

    private async Task AcceptAsync(Func<IDuplexSessionChannel, Task> serve)
    {
        while (await Listener.AcceptChannelAsync() is { } channel)
        {
            _ = ServeAsync(channel, serve);
        }
    }

    private async Task ServeAsync(IDuplexSessionChannel channel, Func<IDuplexSessionChannel, Task> serve)
    {
        try
        {
            await channel.OpenAsync();
            await serve(channel);
        }
        catch (Exception exception)
        {
            Failures.Enqueue(exception);
            channel.Abort();
        }
    }
}
