using Parley.Channels;

namespace Parley.Dispatcher;

/// <summary>Takes every message. WCF documentation: MatchAllMessageFilter.</summary>
public class MatchAllMessageFilter : MessageFilter
{
    /// <inheritdoc/>
    public override bool Match(Message message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return true;
    }

    /// <inheritdoc/>
    public override bool Match(MessageBuffer buffer)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        return true;
    }
}
