using System.Threading.Channels;
using Parley.Channels;

namespace Parley.Security;

/// <summary>
/// A secure session at the service, over messages that go by themselves: one channel below brings those of all clients, and takes those for this one, who
/// has named an address of its own.
/// </summary>
internal sealed class ServiceDatagramConversation : ServiceDuplexConversation
{
    /// <summary>How long a client is waited for that does not say that its session is over.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(2);

    private readonly Channel<VerifiedMessage> _messages;

    /// <param name="listener">The listener.</param>
    /// <param name="service">What the listener's parts share.</param>
    /// <param name="session">The session.</param>
    /// <param name="channel">What brings and takes the messages of all sessions.</param>
    /// <param name="first">The session's first message.</param>
    public ServiceDatagramConversation(ChannelManagerBase listener, SessionService service, SecureSession session, IDuplexChannel channel, Message first)
        : base(listener, service, session)
    {
        _messages = Channel.CreateBounded<VerifiedMessage>(
            new BoundedChannelOptions(service.Table.Limits.MaxPendingRequests) { AllowSynchronousContinuations = true });
        Connection = channel;
        LocalAddress = DatagramAnswers.ToOf(first) ?? channel.LocalAddress;
        RemoteAddress = DatagramAnswers.ReplyToOf(first) ?? new EndpointAddress(EndpointAddress.AnonymousUri);
        MessageVersion = first.Version;
    }

    public override EndpointAddress? LocalAddress { get; }

    public override EndpointAddress RemoteAddress { get; }

    public override Uri Via => RemoteAddress.Uri;

    protected override IDuplexChannel Connection { get; }

    protected override MessageVersion MessageVersion { get; }

    /// <summary>Takes a message of the session.</summary>
    /// <returns>False when the session is over, or too many wait for the service.</returns>
    public bool TryDeliver(VerifiedMessage message) => _messages.Writer.TryWrite(message);

    protected override async ValueTask<Message?> ReceiveFromConnectionAsync(CancellationToken cancellationToken)
    {
        while (await _messages.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (_messages.Reader.TryRead(out var message))
            {
                return message;
            }
        }

        return null;
    }

    /// <summary>It has been verified already, to find its session.</summary>
    protected override ValueTask<Message?> TakeAsync(Message message, CancellationToken cancellationToken) => new(message);

    protected override ValueTask ReadToEndAsync(CancellationToken cancellationToken) => ReadOrRepeatEndAsync(_patience, cancellationToken);

    protected override Exception CreateLost() => new CommunicationException("The secure session has ended.");

    protected override void EndConnection()
    {
        _messages.Writer.TryComplete(FaultReason);
        while (_messages.Reader.TryRead(out var message))
        {
            message.Close();
        }
    }

    // The channel below is that of the other sessions, too.
    protected override ValueTask CloseConnectionAsync(CancellationToken cancellationToken) => default;

    protected override ValueTask CloseAfterLastWordsAsync(CancellationToken cancellationToken) => default;

    protected override void AbortConnection()
    {
    }
}
