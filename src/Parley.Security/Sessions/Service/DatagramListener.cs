using Parley.Channels;

namespace Parley.Security;

/// <summary>Secure sessions over messages that go by themselves, such as HTTP both ways: one channel below brings those of all sessions.</summary>
internal sealed class DatagramListener : ConversationListener<IDuplexSessionChannel, IDuplexChannel>
{
    private readonly RequestRoom _room = new();
    private readonly DuplexIntake _intake;
    private readonly DatagramAnswers _answers;

    /// <param name="service">What the listener's parts share.</param>
    /// <param name="context">What is below.</param>
    public DatagramListener(SessionService service, BindingContext context)
        : base(service, context)
    {
        _intake = new DuplexIntake(service, dropsRepetitions: true);
        _answers = new DatagramAnswers(service.SendTimeout, service.Clock);
    }

    /// <summary>The sessions' last words go out over the channels, which the listener below ends.</summary>
    protected override bool ClosesChannelsFirst => true;

    protected override async Task ServeAsync(IDuplexChannel channel)
    {
        await channel.OpenAsync(CancellationToken.None).ConfigureAwait(false);
        await new ItemPump<Message>(() => ReceiveAsync(channel), message => TakeAsync(message, channel)).RunAsync().ConfigureAwait(false);
        await channel.CloseAsync(CancellationToken.None).ConfigureAwait(false);
    }

    private async ValueTask<Message?> ReceiveAsync(IDuplexChannel channel)
    {
        await _room.WaitAsync().ConfigureAwait(false);
        return await channel.ReceiveAsync(CancellationToken.None).ConfigureAwait(false);
    }

    private async ValueTask TakeAsync(Message message, IDuplexChannel channel)
    {
        _room.Enter();
        try
        {
            var sender = DatagramAnswers.ReplyToOf(message) is { IsAnonymous: false, IsNone: false } replyTo ? replyTo : null;
            if (sender is null && IsRequestForToken(message))
            {
                Service.Log.TokenRefused(Service.Address, SecurityFaultCode.InvalidRequest, "The request names no address to which the answer could go.");
                message.Close();
                return;
            }

            var taken = await _intake.TakeAsync(message, sender, CancellationToken.None).ConfigureAwait(false);
            if (taken.Verified is { } verified)
            {
                Deliver(verified, channel);
            }
            else if (sender is null)
            {
                taken.Answer?.Close();
            }
            else if (taken.Answer is { } answer)
            {
                await AnswerAsync(answer, sender, channel).ConfigureAwait(false);
            }
        }
        finally
        {
            _room.Leave();
        }
    }

    private bool IsRequestForToken(Message message)
    {
        try
        {
            return Service.Protocol.RequestOf(message.Headers.Action) is TokenRequestKind.Issue or TokenRequestKind.Renew;
        }
        catch (MessageHeaderException)
        {
            return false;
        }
    }

    private ValueTask AnswerAsync(Message answer, EndpointAddress sender, IDuplexChannel channel)
    {
        if (answer is not SecuredMessage)
        {
            // A fault that nobody signs. What is protected has been addressed before.
            answer.Headers.To = null;
            sender.ApplyTo(answer);
        }

        return _answers.SendAsync(channel, answer);
    }

    private void Deliver(in VerifiedInSession verified, IDuplexChannel channel)
    {
        var session = (SecureSession)verified.Owner;
        var conversation = session.GetUser(
            (Listener: this, Channel: channel, First: verified.Message),
            static (made, state) => new ServiceDatagramConversation(state.Listener, state.Listener.Service, made, state.Channel, state.First),
            out var isNew);
        if (conversation is null)
        {
            verified.Message.Close();
            return;
        }

        if (isNew)
        {
            Service.Log.Opened(Service.Address, session.Identifier);
            Announce(conversation, session);
        }

        if (!conversation.TryDeliver(verified.Message))
        {
            verified.Message.Close();
            if (!session.HasEnded)
            {
                Service.Log.Refused(
                    Service.Address,
                    SecurityFaultCode.ServerTooBusy,
                    $"More than {Service.Table.Limits.MaxPendingRequests} messages of a secure session wait for the service (LocalServiceSettings.MaxPendingRequests). This one is dropped.");
            }
        }
    }
}
