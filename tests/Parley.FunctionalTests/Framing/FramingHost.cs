using System.Collections.Concurrent;
using Parley.Channels;

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
