using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <content>What goes out.</content>
internal sealed partial class ConnectionDriver
{
    protected override ValueTask<bool> TransmitAsync(in Transmission<SessionPayload> transmission)
    {
        if (_isConversation && transmission.Kind == MessageKind.CreateSequence)
        {
            return CreateTiedAsync(transmission);
        }

        try
        {
            var mayWait = MayWait(transmission);
            var sending = _connection.SendAsync(Translator.ToMessage(transmission)!, transmission, mayOpen: _engine.Outcome is null || transmission.Kind == MessageKind.Fault, mayWait);
            if (!sending.IsCompletedSuccessfully)
            {
                return FinishSendingAsync(sending);
            }

            if (_connection.KeepsNothing)
            {
                Translator.ReuseAttempt();
            }

            return sending;
        }
        catch (Exception exception)
        {
            // It is the message that cannot be sent, and it never will be.
            Break(exception);
            return new(false);
        }
    }

    /// <summary>
    /// True for a message amid many that follow each other closely, to which nobody waits for an answer. What asks for an acknowledgement, as the
    /// last that there is room for does, never waits.
    /// </summary>
    private bool MayWait(in Transmission<SessionPayload> transmission)
    {
        var gap = Moment - _lastSent;
        _lastSent = Moment;
        return gap < s_close && transmission is { Kind: MessageKind.Message, Attempt: 1, AckRequestedIdentifier: null, Payload.IsOneWay: true }
            && _engine.Unacknowledged > FewUnderWay;
    }

    private void Release(SessionPayload payload)
    {
        if (_connection.KeepsNothing)
        {
            payload.Release();
        }
    }

    /// <summary>Which security session the sequence belongs to is known when that is open.</summary>
    private async ValueTask<bool> CreateTiedAsync(Transmission<SessionPayload> transmission)
    {
        try
        {
            Translator.TieTo(await _connection.OpenAsync().ConfigureAwait(false));
            return await _connection.SendAsync(Translator.ToMessage(transmission)!, transmission, mayOpen: true, mayWait: false).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            Break(exception);
            return false;
        }
    }

    private async ValueTask<bool> FinishSendingAsync(ValueTask<bool> sending)
    {
        try
        {
            return await sending.ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            Break(exception);
            return false;
        }
    }
}
