using Parley.Channels;

namespace Parley.Security;

/// <summary>Hands the requests of sessions to their channels.</summary>
/// <param name="service">What the listener's parts share.</param>
/// <param name="create">Makes a session's channel.</param>
/// <param name="announce">Told of each new channel, which then waits to be accepted.</param>
internal sealed class ExchangeIntake(
    SessionService service,
    Func<SecureSession, EndpointAddress?, ConversationReplyChannel> create,
    Action<ConversationReplyChannel> announce) : RequestIntake(service.Trust, service.Protocol, service.Log, service.Address)
{
    private SecurityFaultCode ExpiredFault => service.Table.Limits.AllowsRenewal ? SecurityFaultCode.RenewNeeded : SecurityFaultCode.ExpiredSecurityContextTokenKey;

    protected override ValueTask TakeAsync(RequestContext request, Message message, EndpointAddress? localAddress)
    {
        var verified = service.Verify(message, out var session, out var isExpired);
        var secured = new ConversationRequestContext(request, verified, session, service.Protection);
        try
        {
            return HandOn(secured, session, isExpired, localAddress);
        }
        catch
        {
            secured.Release();
            throw;
        }
    }

    private ValueTask HandOn(ConversationRequestContext secured, SecureSession session, bool isExpired, EndpointAddress? localAddress)
    {
        if (isExpired)
        {
            Log.Refused(Address, ExpiredFault, $"The key of the secure session '{session.Identifier}' has expired.");
            return new(secured.RefuseAsync(ExpiredFault));
        }

        if (Protocol.RequestOf(secured.RequestMessage.Headers.Action) == TokenRequestKind.Cancel)
        {
            return CancelAsync(secured, session);
        }

        if (session.GetUser((create, localAddress), static (made, state) => state.create(made, state.localAddress), out var isNew) is not { } channel)
        {
            return new(secured.RefuseAsync(SecurityFaultCode.SecuritySessionAborted));
        }

        if (isNew)
        {
            Log.Opened(Address, session.Identifier);
            announce(channel);
        }

        if (!channel.TryDeliver(secured))
        {
            return new(RefuseAsync(secured, session));
        }

        return default;
    }

    private Task RefuseAsync(ConversationRequestContext secured, SecureSession session)
    {
        if (session.HasEnded)
        {
            return secured.RefuseAsync(SecurityFaultCode.SecuritySessionAborted);
        }

        var reason = $"More than {service.Table.Limits.MaxPendingRequests} requests of a secure session wait for the service (LocalServiceSettings.MaxPendingRequests).";
        Log.Refused(Address, SecurityFaultCode.ServerTooBusy, reason);
        return secured.RefuseAsync(SecurityFaultCode.ServerTooBusy, "Too many requests of this security session wait for the service. Send fewer at a time, or try again later.");
    }

    private async ValueTask CancelAsync(ConversationRequestContext secured, SecureSession session)
    {
        if (!service.IsCancelOf(secured.RequestMessage, session))
        {
            Log.Refused(Address, SecurityFaultCode.InvalidRequest, "A request to end a secure session does not name the session whose key protects it.");
            await secured.RefuseAsync(SecurityFaultCode.InvalidRequest).ConfigureAwait(false);
            return;
        }

        try
        {
            // Replies that are under way are sent by the keys of their requests.
            session.End(SessionEnd.Cancelled);
            Log.Ended(Address, session.Identifier, SessionEnd.Cancelled);
            await secured.ReplyAsync(service.CreateCancelled(secured.RequestMessage)).ConfigureAwait(false);
            await secured.CloseAsync().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            secured.Abort();
        }
    }
}
