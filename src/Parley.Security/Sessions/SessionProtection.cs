using Parley.Channels;
using Parley.Security.Tokens;

namespace Parley.Security;

/// <summary>
/// Protects and verifies the messages of secure sessions, at one side: signed and encrypted by keys that are derived of the session's, or,
/// where the transport protects them, with a signature by the session's key over their time. Thread-safe.
/// </summary>
internal sealed class SessionProtection
{
    private readonly SecurityPolicy _policy;
    private readonly MessageProtectionOrder _order;
    private readonly bool _isTransport;
    private readonly bool _derivesKeys;
    private readonly OutgoingForms _forms;

    /// <param name="policy">What the binding says.</param>
    /// <param name="token">The session's token.</param>
    /// <exception cref="NotSupportedException">Messages are to have other tokens beside that of the session.</exception>
    public SessionProtection(SecurityPolicy policy, SecureConversationSecurityTokenParameters token)
    {
        _policy = policy;
        _isTransport = policy.Element is TransportSecurityBindingElement;
        _derivesKeys = token.RequireDerivedKeys;
        _order = policy.Profile.Order;
        _forms = new OutgoingForms(policy.Profile);
        if (policy.GetSupportingTokens(null).Any(supporting => supporting.Parameters is not SecureConversationSecurityTokenParameters)
            || policy.Element.OperationSupportingTokenParameters.Count > 0 || policy.Element.OptionalOperationSupportingTokenParameters.Count > 0)
        {
            throw new NotSupportedException(
                "Messages of a secure session are to have tokens beside the session's (EndpointSupportingTokenParameters or OperationSupportingTokenParameters of the element with the "
                + "secure session), which is not supported yet. Put them into the bootstrap's element: the service knows the client by them throughout the session.");
        }
    }

    /// <summary>What the binding says.</summary>
    public SecurityPolicy Policy => _policy;

    /// <summary>The version of the tokens.</summary>
    public TrustProtocol Protocol => _policy.Profile.Protocol;

    /// <summary>Protects a message.</summary>
    /// <param name="message">The message. It is used up, on failure too.</param>
    /// <param name="name">The context.</param>
    /// <param name="key">Its key, under a lease.</param>
    /// <param name="confirmed">The signature of the request that a reply answers; null for other messages.</param>
    /// <returns>The message to send. Closing it closes <paramref name="message"/>.</returns>
    public SecuredMessage Protect(Message message, ContextName name, ContextKey key, byte[]? confirmed = null)
    {
        try
        {
            return _isTransport ? MessageProtector.Protect(message, OverTransport(name, key)) : BySession(message, name, key, confirmed);
        }
        catch
        {
            message.Close();
            throw;
        }
    }

    /// <summary>Verifies what a client sends in a session.</summary>
    /// <param name="message">The message. It is used up, on failure too.</param>
    /// <param name="keys">Knows the contexts.</param>
    /// <exception cref="RefusedMessageException">The message is not protected as it has to be, or its context is not known.</exception>
    public VerifiedInSession VerifyOfClient(Message message, IContextKeys keys)
    {
        using var resolver = new ContextResolver(keys);
        VerifiedMessage? verified = null;
        try
        {
            verified = Open(message, resolver);
            var signature = Check(verified, resolver);
            return new VerifiedInSession(verified, resolver.Name!.Value, resolver.Verdict, resolver.TakeKey(), resolver.Owner!, signature);
        }
        catch
        {
            verified?.Close();
            throw;
        }
    }

    /// <summary>Verifies what the service sends in a session.</summary>
    /// <inheritdoc cref="VerifyOfService(Message, IContextKeys, IReadOnlyList{byte[]}?, out ContextName?)"/>
    public Message VerifyOfService(Message message, IContextKeys keys, IReadOnlyList<byte[]>? signatures) => VerifyOfService(message, keys, signatures, out _);

    /// <summary>Verifies what the service sends in a session.</summary>
    /// <param name="message">The message. It is used up, on failure too.</param>
    /// <param name="keys">Knows the session's keys.</param>
    /// <param name="signatures">Those of the request that it answers; null for a message that answers none.</param>
    /// <param name="name">The context whose key protects it; null where the transport does.</param>
    /// <exception cref="MessageSecurityException">The message is not protected as it has to be.</exception>
    public Message VerifyOfService(Message message, IContextKeys keys, IReadOnlyList<byte[]>? signatures, out ContextName? name)
    {
        name = null;
        using var resolver = new ContextResolver(keys);
        VerifiedMessage? verified = null;
        try
        {
            verified = Open(message, resolver);
            if (_isTransport)
            {
                MessageVerifier.CheckTime(verified.Security, _policy);
                return verified;
            }

            Check(verified, resolver);
            name = resolver.Name;
            if (signatures is not null && _policy.ConfirmsSignatures)
            {
                MessageVerifier.CheckConfirmations(verified.Security, verified.Security.PrimarySignature!.Covered, signatures);
            }

            return verified;
        }
        catch (RefusedMessageException refused)
        {
            verified?.Close();
            throw new MessageSecurityException($"The service's message is not protected as the binding says: {refused.Reason}");
        }
        catch
        {
            verified?.Close();
            throw;
        }
    }

    private VerifiedMessage Open(Message message, ContextResolver resolver)
    {
        try
        {
            return MessageVerifier.Open(message, _policy, resolver);
        }
        catch (RefusedMessageException refused) when (
            resolver.Key is null && (resolver.Name is not null || !refused.HasContextToken) && (!_isTransport || !_policy.IsClient))
        {
            // Whoever has no key of ours is told so, whatever else is wrong with the message. A message that is wrong before its token is not: its sender would give up a session that lives.
            throw new RefusedMessageException(
                SecurityFaultCode.BadContextToken,
                resolver.Name is { } name ? $"The security context '{name.Identifier}' is not known here." : "The message has no security context token.");
        }
    }

    /// <returns>The value of the message's signature.</returns>
    private byte[] Check(VerifiedMessage message, ContextResolver resolver)
    {
        var security = message.Security;
        if (resolver.Key is null)
        {
            throw new RefusedMessageException(SecurityFaultCode.BadContextToken, "The message has no security context token.");
        }

        MessageVerifier.CheckTime(security, _policy);
        if (security.PrimarySignature is not { } signature || signature.Token.Source is not ReceivedToken.SecurityContext
            || security.OtherSignatures.Count > 0 || security.EndorsingSignatures.Count > 0)
        {
            throw MessageVerifier.Refuse("The message is not signed by its security context's key alone.");
        }

        if (resolver.Key.Protection is DirectionKeys own && signature.Token.Key is { } key && own.SignsBy(key))
        {
            // Both sides have the session's key, so that what one of them has sent would be right for itself, too.
            throw MessageVerifier.Refuse("The message is one that this side has sent: somebody between sent it back.");
        }

        if (!_isTransport)
        {
            MessageVerifier.CheckParts(message, _policy.GetIncomingParts(MessageVerifier.ActionOf(message)), signature);
        }
        else if (security.Timestamp is not { } timestamp || !MessageVerifier.Contains(signature.Covered, timestamp))
        {
            throw MessageVerifier.Refuse("The message's timestamp is not signed, which is all that has to be.");
        }

        // Last of all: what is not to be taken is not to be remembered, either.
        MessageVerifier.CheckReplay(security, _policy);
        return signature.Value;
    }

    private SecuredMessage BySession(Message message, ContextName name, ContextKey key, byte[]? confirmed)
    {
        var profile = _policy.Profile;
        var keys = key.GetProtection(profile, static (context, profile) => new DirectionKeys(context.Key, profile));
        var parts = _policy.GetOutgoingParts(message.Headers.Action);
        var confirms = confirmed is not null && _policy.ConfirmsSignatures;
        var now = _policy.Now;
        if (!confirms && key.Cookie is null && _forms.TryProtect(message, keys, parts, name, key.TokenId, now) is { } formed)
        {
            return formed;
        }

        var headers = confirms || key.Cookie is not null ? null : _forms.Describe(message, parts);
        using var protection = _policy.IsClient
            ? SymmetricProtection.ForContext(name, key.Cookie, keys, profile, key.TokenId)
            : SymmetricProtection.ForContextReply(name, keys, profile);
        var secured = MessageProtector.Protect(message, protection.Protect(new ProtectionDetails
        {
            Now = now,
            SignedParts = parts.Signed,
            EncryptedParts = parts.Encrypted,
            Confirmations = confirms ? [new ConfirmationElement(SecurityIds.Next(), confirmed)] : null,
        }));
        if (headers is not null && secured.BodyId is { } id)
        {
            secured.Lesson = new OutgoingForms.Lesson(_forms, headers, message, parts, id, name, key);
        }

        return secured;
    }

    private OutgoingSecurity OverTransport(ContextName name, ContextKey key)
    {
        var endorsement = _policy.IsClient
            ? key.GetProtection(
                (_policy, name, _derivesKeys),
                static (context, state) => ContextEndorsement.Create(state.name, context, state._policy.Profile, state._derivesKeys))
            : null;
        return new OutgoingSecurity
        {
            Suite = _policy.Profile.Suite,
            Order = _order,
            Layout = _policy.Profile.Layout,
            Timestamp = _policy.Profile.CreateTimestamp(_policy.Now),
            SupportingTokens = endorsement?.Tokens ?? [],
            Endorsing = endorsement is null ? [] : [endorsement.Key],
        };
    }
}
