using Parley.Channels;

namespace Parley;

/// <summary>Hears from a correlation that reads its channel itself.</summary>
internal interface IReplyReader
{
    /// <summary>A message came that no request waits for. It is the reader's to close.</summary>
    void OnUnknownMessage(Message message);

    /// <summary>No message will come any more.</summary>
    /// <param name="exception">Why reading failed; null when the peer ended its half of the session.</param>
    void OnInputEnded(Exception? exception);
}
