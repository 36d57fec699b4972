using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>Sends the answers of a listener that belong to no session, each to the address that its request names.</summary>
/// <param name="settings">The listener's settings.</param>
internal sealed class DatagramAnswers(ListenerSettings settings)
{
    /// <summary>So many are under way at most; more are not sent, and whoever waits for one asks again.</summary>
    private const int MostUnderWay = 256;

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);

    private int _underWay;

    /// <summary>Sends an answer, and closes it. Does not throw.</summary>
    public async ValueTask SendAsync(IDuplexChannel channel, Message message)
    {
        var isOneTooMany = Interlocked.Increment(ref _underWay) > MostUnderWay;
        try
        {
            if (!isOneTooMany)
            {
                var patience = TimeoutScope.IsInfinite(settings.SendTimeout) || settings.SendTimeout > _patience ? _patience : settings.SendTimeout;
                using var scope = new TimeoutScope(patience, settings.Clock, CancellationToken.None);
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
