using Parley.Channels;

namespace Parley.Security;

/// <summary>A request for a token over a channel of its own, as WCF does it: a connection, or messages that go by themselves.</summary>
internal sealed class DuplexTokenWay : ITokenWay
{
    private readonly IDuplexChannel _channel;
    private bool _isOver;

    private DuplexTokenWay(IDuplexChannel channel) => _channel = channel;

    public EndpointAddress? ReplyTo => _channel.LocalAddress is { IsAnonymous: false } local ? local : null;

    /// <summary>Opens the way.</summary>
    /// <param name="channel">The channel, not open yet. It is the way's.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async ValueTask<ITokenWay> OpenAsync(IDuplexChannel channel, CancellationToken cancellationToken)
    {
        try
        {
            await channel.OpenAsync(cancellationToken).ConfigureAwait(false);
            return new DuplexTokenWay(channel);
        }
        catch
        {
            channel.Abort();
            throw;
        }
    }

    public async ValueTask<Message?> AskAsync(Message request, CancellationToken cancellationToken)
    {
        await _channel.SendAsync(request, cancellationToken).ConfigureAwait(false);
        var answer = await _channel.ReceiveAsync(cancellationToken).ConfigureAwait(false);
        if (answer is null)
        {
            await _channel.CloseAsync(cancellationToken).ConfigureAwait(false);
        }

        _isOver = true;
        return answer;
    }

    public void Dispose()
    {
        if (_isOver)
        {
            _ = CloseAsync(_channel);
        }
        else
        {
            _channel.Abort();
        }
    }

    private static async Task CloseAsync(IDuplexChannel channel)
    {
        try
        {
            await channel.CloseAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            channel.Abort();
        }
    }
}
