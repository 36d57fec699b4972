namespace Parley.Channels;

/// <summary>
/// Sends the answers of a protocol's listener to messages that go by themselves, each to the address that its request names. Thread-safe.
/// </summary>
/// <param name="sendTimeout">How long one may take, if that is less than ten seconds.</param>
/// <param name="clock">The clock.</param>
internal sealed class DatagramAnswers(TimeSpan sendTimeout, TimeProvider clock)
{
    /// <summary>So many are under way at most; more are not sent, and whoever waits for one asks again.</summary>
    private const int MostUnderWay = 256;

    private static readonly TimeSpan _longest = TimeSpan.FromSeconds(10);

    private readonly TimeSpan _patience = TimeoutScope.IsInfinite(sendTimeout) || sendTimeout > _longest ? _longest : sendTimeout;
    private int _underWay;

    /// <summary>Where a message wants its answer: its ReplyTo, or else its From; null where it does not say, or not so that it can be read.</summary>
    public static EndpointAddress? ReplyToOf(Message message)
    {
        try
        {
            return message.Headers.ReplyTo ?? message.Headers.From;
        }
        catch (MessageHeaderException)
        {
            return null;
        }
    }

    /// <summary>Where a message goes, by its own word; null where it does not say.</summary>
    public static EndpointAddress? ToOf(Message message)
    {
        try
        {
            return message.Headers.To is { } to && !EndpointAddress.IsAnonymousUri(to) ? new EndpointAddress(to) : null;
        }
        catch (MessageHeaderException)
        {
            return null;
        }
    }

    /// <summary>Sends an answer, and closes it. Does not throw.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="message">The answer, addressed.</param>
    public async ValueTask SendAsync(IDuplexChannel channel, Message message)
    {
        var isOneTooMany = Interlocked.Increment(ref _underWay) > MostUnderWay;
        try
        {
            if (!isOneTooMany)
            {
                using var scope = new TimeoutScope(_patience, clock, CancellationToken.None);
                await channel.SendAsync(message, scope.Token).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // Whoever does not listen does not hear.
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
            message.Close();
        }
    }
}
