using Parley.Channels;

namespace Parley.Security;

/// <summary>
/// A connection of a client at the service: first it may ask for tokens, then it carries one session. WCF asks for a token over a connection of
/// its own, which it closes then.
/// </summary>
/// <param name="channel">The connection.</param>
/// <param name="service">What the listener's parts share.</param>
internal sealed class DuplexConnection(IDuplexSessionChannel channel, SessionService service)
{
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly DuplexIntake _intake = new(service, dropsRepetitions: false);
    private Message? _first;

    /// <summary>The connection.</summary>
    public IDuplexSessionChannel Channel => channel;

    /// <summary>The version of its messages.</summary>
    public MessageVersion Version { get; private set; } = MessageVersion.Default;

    /// <summary>Done when the connection is no longer needed.</summary>
    public Task Over => _over.Task;

    /// <summary>Reads the connection until a session's first message comes.</summary>
    /// <param name="announce">Told of the session; returns false when the session has a connection already, or has ended.</param>
    /// <returns>False when the connection has ended before.</returns>
    public async Task<bool> ServeAsync(Func<DuplexConnection, SecureSession, bool> announce)
    {
        await channel.OpenAsync(CancellationToken.None).ConfigureAwait(false);
        while (true)
        {
            // A connection that says nothing is not waited for longer than a token that is not used.
            using var patience = new CancellationTokenSource(TimeoutScope.ForTimer(service.Table.Limits.InactivityTimeout), service.Clock);
            if (await channel.ReceiveAsync(patience.Token).ConfigureAwait(false) is not { } message)
            {
                await channel.CloseAsync(CancellationToken.None).ConfigureAwait(false);
                return false;
            }

            if (await TakeAsync(message, CancellationToken.None).ConfigureAwait(false) is not { } verified)
            {
                continue;
            }

            _first = verified.Message;
            var session = (SecureSession)verified.Owner;
            if (announce(this, session))
            {
                return true;
            }

            service.Log.Refused(
                service.Address, SecurityFaultCode.BadContextToken, $"A second connection brought a message of the secure session '{session.Identifier}', which has one.");
            await ReplyAsync(_intake.CreateFault(SecurityFaultCode.BadContextToken, Version, verified.Message.Headers.MessageId)).ConfigureAwait(false);
            TakeFirst()!.Close();
        }
    }

    /// <summary>The session's first message, once; then null.</summary>
    public Message? TakeFirst() => Interlocked.Exchange(ref _first, null);

    /// <summary>The session has ended.</summary>
    public void EndUse()
    {
        TakeFirst()?.Close();
        _over.TrySetResult();
    }

    /// <summary>Takes a message: answers it when it asks for a token, or cannot be taken.</summary>
    /// <returns>The message of a session; null when it was answered.</returns>
    public async ValueTask<VerifiedInSession?> TakeAsync(Message message, CancellationToken cancellationToken)
    {
        Version = message.Version;
        var taken = await _intake.TakeAsync(message, channel.RemoteAddress, cancellationToken).ConfigureAwait(false);
        if (taken.Answer is { } answer)
        {
            await ReplyAsync(answer).ConfigureAwait(false);
        }

        return taken.Verified;
    }

    private async ValueTask ReplyAsync(Message answer)
    {
        using var patience = new CancellationTokenSource(TimeoutScope.ForTimer(service.SendTimeout), service.Clock);
        await channel.SendAsync(answer, patience.Token).ConfigureAwait(false);
    }
}
