using System.Xml;
using Parley.Channels;

namespace Parley.Security;

/// <summary>Verifies messages that have no replies. Safe for use by many threads.</summary>
/// <param name="channels">What the listener's channels share.</param>
/// <param name="uri">Where the listener listens, for the log.</param>
internal sealed class MessageVerification(ServiceChannels channels, Uri uri)
{
    /// <summary>Told what is known of each message that is right. It may take the certificate's copy.</summary>
    public Action<ReceivedRequest>? Taken { get; init; }

    /// <summary>Told of each message that is wrong; null where there is no way to its sender.</summary>
    public Func<RefusedMessageException, MessageVersion, UniqueId?, ValueTask>? Refused { get; init; }

    /// <summary>Verifies a message. Does not throw.</summary>
    /// <returns>Null for a message that was wrong: it is dropped.</returns>
    public async ValueTask<Message?> VerifyAsync(Message message)
    {
        var version = message.Version;
        var messageId = ServiceChannels.MessageIdOf(message);
        try
        {
            var received = await channels.Protection.VerifyAsync(message, CancellationToken.None).ConfigureAwait(false);
            using (received.Reply)
            {
                Taken?.Invoke(received);
            }

            return received.Message;
        }
        catch (RefusedMessageException refused)
        {
            channels.Log.Refused(uri, refused);
            if (Refused is not null)
            {
                await Refused(refused, version, messageId).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // It would end the channel, and a stranger's message must not do that.
            channels.Log.Failed(exception, uri);
        }

        return null;
    }
}
