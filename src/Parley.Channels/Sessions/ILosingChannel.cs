namespace Parley.Channels;

/// <summary>
/// A channel whose session goes on over another connection when its own is lost, and that does not send again what was under way: whoever waits for an answer is to hear
/// that it will not come. Found by GetProperty.
/// </summary>
internal interface ILosingChannel
{
    /// <summary>Says who is told of each loss. The last one counts.</summary>
    /// <param name="lost">Told with the reason, once for each connection, whoever waits then. What is sent later over the lost connection fails by itself.</param>
    void WhenLost(Action<CommunicationException> lost);
}
