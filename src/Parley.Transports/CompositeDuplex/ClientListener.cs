using System.Collections.Concurrent;

namespace Parley.Channels;

/// <summary>
/// Listens for what services send to the channels of one factory. Each channel has an address of its own below the listener's, to which
/// messages go by their To.
/// </summary>
internal sealed class ClientListener(IChannelListener<IInputChannel> inner)
{
    private readonly ConcurrentDictionary<string, CompositeDuplexClientChannel> _channels = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IInputChannel? _channel;
    private int _lastKey;

    /// <summary>Begins to listen.</summary>
    public async ValueTask OpenAsync()
    {
        try
        {
            await inner.OpenAsync().ConfigureAwait(false);
            _channel = await inner.AcceptChannelAsync().ConfigureAwait(false)
                ?? throw new CommunicationObjectAbortedException($"The listener at '{inner.Uri}' was ended.");
            await _channel.OpenAsync().ConfigureAwait(false);
        }
        catch
        {
            inner.Abort();
            throw;
        }

        _ = ReadAsync(_channel);
    }

    /// <summary>Gives messages to a channel from now on.</summary>
    /// <returns>The channel's address.</returns>
    public EndpointAddress Add(CompositeDuplexClientChannel channel)
    {
        var key = Interlocked.Increment(ref _lastKey).ToString(System.Globalization.CultureInfo.InvariantCulture);
        _channels[key] = channel;
        channel.Key = key;
        if (_ended.Task.IsCompleted)
        {
            channel.HandleListenerEnded(null);
        }

        return new EndpointAddress(inner.Uri.AbsoluteUri.TrimEnd('/') + "/" + key);
    }

    /// <summary>Gives no more messages to a channel.</summary>
    public void Remove(CompositeDuplexClientChannel channel) => _channels.TryRemove(channel.Key!, out _);

    /// <summary>Listens no more.</summary>
    public async ValueTask CloseAsync(CancellationToken cancellationToken)
    {
        if (_channel is not null)
        {
            await _channel.CloseAsync(cancellationToken).ConfigureAwait(false);
        }

        await inner.CloseAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Listens no more, at once.</summary>
    public void Abort()
    {
        _channel?.Abort();
        inner.Abort();
    }

    private static string? KeyOf(Message message)
    {
        Uri? to;
        try
        {
            to = message.Headers.To;
        }
        catch (MessageHeaderException)
        {
            to = null;
        }

        to = to is null || EndpointAddress.IsAnonymousUri(to) ? message.Properties.Via : to;
        if (to is not { IsAbsoluteUri: true })
        {
            return null;
        }

        var path = to.AbsolutePath.AsSpan().TrimEnd('/');
        return path[(path.LastIndexOf('/') + 1)..].ToString();
    }

    private async Task ReadAsync(IInputChannel channel)
    {
        Exception? failure = null;
        try
        {
            while (await channel.ReceiveAsync(CancellationToken.None).ConfigureAwait(false) is { } message)
            {
                if (KeyOf(message) is { } key && _channels.TryGetValue(key, out var receiver))
                {
                    receiver.Deliver(message);
                }
                else
                {
                    // It is for a channel that is closed, or for none: nobody waits for an answer.
                    message.Close();
                }
            }
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            failure = exception;
            channel.Abort();
        }

        _ended.TrySetResult();
        foreach (var (_, receiver) in _channels)
        {
            receiver.HandleListenerEnded(failure);
        }
    }
}
