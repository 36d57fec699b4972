using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>One message that came by itself. Its answer goes where the message says.</summary>
/// <param name="channel">The channel that it came from.</param>
/// <param name="message">The message.</param>
/// <param name="answers">Sends answers for the listener.</param>
internal sealed class DatagramSource(IDuplexChannel channel, Message message, DatagramAnswers answers) : MessageSource
{
    private readonly EndpointAddress? _replyTo = DatagramAnswers.ReplyToOf(message);

    public override IChannel Channel => channel;

    /// <summary>The address that the client uses, which may be another than that which is listened at.</summary>
    public override EndpointAddress? LocalAddress { get; } = DatagramAnswers.ToOf(message) ?? channel.LocalAddress;

    public override Uri? Via => null;

    public override bool HasWayBack => _replyTo is { IsAnonymous: false, IsNone: false };

    public override bool IsDatagram => true;

    public override ValueTask AnswerAsync(Message? message)
    {
        if (message is null || !HasWayBack)
        {
            message?.Close();
            return default;
        }

        message.Headers.To = null;
        _replyTo!.ApplyTo(message);
        return answers.SendAsync(channel, message);
    }
}
