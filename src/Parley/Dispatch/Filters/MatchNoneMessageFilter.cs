using Parley.Channels;

namespace Parley.Dispatcher;

/// <summary>Takes no message. WCF documentation: MatchNoneMessageFilter.</summary>
public class MatchNoneMessageFilter : MessageFilter
{
    /// <inheritdoc/>
    public override bool Match(Message message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return false;
    }

    /// <inheritdoc/>
    public override bool Match(MessageBuffer buffer)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        return false;
    }
}
