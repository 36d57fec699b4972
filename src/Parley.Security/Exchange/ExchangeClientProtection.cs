using Parley.Channels;

namespace Parley.Security;

/// <summary>What the kinds of a client's protection without a session have in common.</summary>
internal abstract class ExchangeClientProtection : ClientProtection
{
    private const int MaxFaultSize = 65536;

    private protected ExchangeClientProtection(SecurityPolicy policy, EndpointAddress to, IEndorsingTokens? sessions)
        : base(policy)
    {
        To = to;
        Tokens = new ClientTokens(policy, sessions);
    }

    /// <summary>The service's address.</summary>
    protected EndpointAddress To { get; }

    /// <summary>What the client shows.</summary>
    protected ClientTokens Tokens { get; }

    /// <summary>Whether an answer may come without a security header.</summary>
    protected virtual bool TakesUnsecured => Policy.Element.EnableUnsecuredResponse;

    /// <summary>Makes the protection of a channel.</summary>
    /// <param name="policy">What the binding says.</param>
    /// <param name="to">The service's address.</param>
    /// <param name="sessions">Endorsing tokens of sessions; null for none.</param>
    /// <exception cref="InvalidOperationException">A certificate or another credential is missing.</exception>
    /// <exception cref="MessageSecurityException">The service's certificate is not trusted, or not the service's.</exception>
    /// <exception cref="NotSupportedException">The binding asks for a token of a kind that there is not.</exception>
    public static ExchangeClientProtection Create(SecurityPolicy policy, EndpointAddress to, IEndorsingTokens? sessions = null) => policy.Element switch
    {
        SymmetricSecurityBindingElement symmetric => new SymmetricClientProtection(policy, symmetric, to, sessions),
        AsymmetricSecurityBindingElement asymmetric => new AsymmetricClientProtection(policy, asymmetric, to, sessions),
        _ => new TransportClientProtection(policy, to, sessions),
    };

    public override Message Protect(Message request, out RequestSecurity memory)
    {
        EncryptedKeyToken? key = null;
        try
        {
            var action = request.Headers.Action;
            var parts = Policy.GetOutgoingParts(action);
            using var shown = Tokens.Create(action);
            var details = new ProtectionDetails
            {
                Now = Policy.Now,
                SignedParts = parts.Signed,
                EncryptedParts = parts.Encrypted,
                SupportingTokens = shown.Tokens,
                Endorsing = shown.Endorsing,
            };
            var messageId = request.Headers.MessageId;
            var message = Protect(request, details, shown, out key);
            memory = new RequestSecurity { Signatures = message.SignatureValues, MessageId = messageId, Key = key };
            return message;
        }
        catch
        {
            key?.Dispose();
            request.Close();
            throw;
        }
    }

    public override Message Verify(Message reply, RequestSecurity? memory)
    {
        if (!MessageVerifier.HasSecurityHeader(reply))
        {
            return TakeUnsecured(reply);
        }

        VerifiedMessage? message = null;
        try
        {
            using (var resolver = CreateResolver(memory))
            {
                message = MessageVerifier.Open(reply, Policy, resolver);
            }

            MessageVerifier.CheckTime(message.Security, Policy);
            Check(message, memory);
            CheckRelation(message, memory);
            MessageVerifier.CheckReplay(message.Security, Policy);
            return message;
        }
        catch (RefusedMessageException refused)
        {
            message?.Close();
            throw new MessageSecurityException($"The message of the service at '{To.Uri}' is not protected as the binding says: {refused.Reason}");
        }
        catch
        {
            message?.Close();
            throw;
        }
    }

    /// <summary>Protects a message.</summary>
    /// <param name="request">The message.</param>
    /// <param name="details">What of it is protected, and its tokens.</param>
    /// <param name="shown">The same tokens.</param>
    /// <param name="key">The key that its reply is protected by; null for none. Set on failure, too, when it is to be disposed.</param>
    private protected abstract ProtectedMessage Protect(Message request, in ProtectionDetails details, ClientTokens.ShownTokens shown, out EncryptedKeyToken? key);

    /// <summary>The keys by which an answer may be protected.</summary>
    private protected abstract TokenResolver CreateResolver(RequestSecurity? memory);

    /// <summary>Checks that an answer is protected by the right token, and as the policy says.</summary>
    /// <exception cref="RefusedMessageException">It is not.</exception>
    private protected abstract void Check(VerifiedMessage message, RequestSecurity? memory);

    /// <summary>Checks the signature of an answer but for its token.</summary>
    private protected ReceivedSignature CheckSignature(VerifiedMessage message, RequestSecurity? memory)
    {
        var security = message.Security;
        if (security.PrimarySignature is not { } signature || security.OtherSignatures.Count > 0 || security.EndorsingSignatures.Count > 0)
        {
            throw MessageVerifier.Refuse("It has no signature over the message, or has more.");
        }

        MessageVerifier.CheckParts(message, Policy.GetIncomingParts(MessageVerifier.ActionOf(message)), signature);
        if (memory is not null && Policy.ConfirmsSignatures)
        {
            MessageVerifier.CheckConfirmations(security, signature.Covered, memory.Signatures);
        }

        return signature;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Tokens.Dispose();
        }

        base.Dispose(disposing);
    }

    private static void CheckRelation(VerifiedMessage message, RequestSecurity? memory)
    {
        if (memory?.MessageId is { } id && message.Headers.RelatesTo is { } related && related != id)
        {
            throw MessageVerifier.Refuse("It is the reply to another request.");
        }
    }

    /// <summary>Takes an answer without a security header, where one may come.</summary>
    private Message TakeUnsecured(Message reply)
    {
        if (!reply.IsFault)
        {
            if (TakesUnsecured)
            {
                return reply;
            }

            reply.Close();
            throw new MessageSecurityException(
                $"The service at '{To.Uri}' answered with a message that is not protected, and the binding says that it is. Give the service the same binding.");
        }

        var action = reply.Headers.Action;
        MessageBuffer copy;
        using (reply)
        {
            copy = reply.CreateBufferedCopy(MaxFaultSize);
        }

        using (copy)
        {
            FaultException inner;
            using (var read = copy.CreateMessage())
            {
                inner = FaultException.CreateFault(MessageFault.CreateFault(read, MaxFaultSize), action);
            }

            // A fault of security would otherwise come as one of the operation.
            return TakesUnsecured && SecurityFaults.Find(inner.Code) is null
                ? copy.CreateMessage()
                : throw new MessageSecurityException(
                    $"The service at '{To.Uri}' answered with a fault that is not protected. The inner exception has its code. It says: {inner.Message}", inner);
        }
    }
}
