using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>Why a message is not taken.</summary>
/// <param name="Reason">For people and logs.</param>
/// <param name="Fault">The answer, complete but for where it goes.</param>
internal sealed record Refusal(string Reason, Message Fault)
{
    /// <summary>A refusal that names the message it answers, when that has a name that can be read.</summary>
    public static Refusal Of(Message message, string reason, Message fault)
    {
        try
        {
            fault.Headers.RelatesTo = message.Headers.MessageId;
        }
        catch (MessageHeaderException)
        {
            // A name that cannot be read cannot be answered.
        }

        return new Refusal(reason, fault);
    }
}
