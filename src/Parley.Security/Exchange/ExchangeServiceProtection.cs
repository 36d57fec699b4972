using System.Runtime.CompilerServices;
using Parley.Channels;

namespace Parley.Security;

/// <summary>What the kinds of a service's protection without a session have in common.</summary>
internal abstract class ExchangeServiceProtection : ServiceProtection
{
    private protected ExchangeServiceProtection(SecurityPolicy policy, bool needsCertificate)
        : base(policy)
    {
        Caller = new CallerCheck(policy);
        Keys = ServiceKeys.Create(policy, needsCertificate);
    }

    /// <summary>Finds out who sends messages.</summary>
    protected CallerCheck Caller { get; }

    /// <summary>The certificates.</summary>
    protected ServiceKeys Keys { get; }

    /// <summary>Makes the protection of a listener.</summary>
    /// <param name="policy">What the binding says.</param>
    /// <param name="contexts">Makes what knows the keys of one message, where security contexts may be among them; null for certificates alone.</param>
    /// <exception cref="InvalidOperationException">A certificate or another credential is missing.</exception>
    /// <exception cref="NotSupportedException">The binding asks for a token of a kind that there is not.</exception>
    public static ExchangeServiceProtection Create(SecurityPolicy policy, Func<ServiceKeys, TokenResolver>? contexts = null)
    {
        ExchangeServiceProtection protection = policy.Element switch
        {
            SymmetricSecurityBindingElement symmetric => new SymmetricServiceProtection(policy, symmetric),
            AsymmetricSecurityBindingElement asymmetric => new AsymmetricServiceProtection(policy, asymmetric),
            _ => new TransportServiceProtection(policy),
        };
        protection.CreateResolver = contexts;
        return protection;
    }

    /// <summary>Makes what knows the keys of one message; null for certificates alone.</summary>
    private Func<ServiceKeys, TokenResolver>? CreateResolver { get; set; }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<ReceivedRequest> VerifyAsync(Message request, CancellationToken cancellationToken = default)
    {
        VerifiedMessage? message = null;
        try
        {
            using (var resolver = CreateResolver?.Invoke(Keys) ?? Keys.CreateResolver())
            {
                message = MessageVerifier.Open(request, Policy, resolver);
            }

            MessageVerifier.CheckTime(message.Security, Policy);
            var action = MessageVerifier.ActionOf(message);
            var caller = await CheckAsync(message, action, cancellationToken).ConfigureAwait(false);
            MessageVerifier.CheckReplay(message.Security, Policy);

            // Where its tokens say nothing, the transport may know who it is; else it is nobody, which is said, too.
            message.Properties.Security = caller.CreateProperty() ?? message.Properties.Security ?? new SecurityMessageProperty();
            return new ReceivedRequest(message, Remember(message, caller));
        }
        catch
        {
            message?.Close();
            throw;
        }
    }

    public override Message Protect(Message reply, ReplySecurity memory)
    {
        try
        {
            var parts = Policy.GetOutgoingParts(reply.Headers.Action);
            var details = new ProtectionDetails
            {
                Now = Policy.Now,
                SignedParts = parts.Signed,
                EncryptedParts = parts.Encrypted,
                Confirmations = Policy.ConfirmsSignatures ? Confirm(memory) : null,
            };
            return Protect(reply, details, memory);
        }
        catch
        {
            reply.Close();
            throw;
        }
    }

    /// <summary>Checks that a message is protected by the right token, and as the policy says, and who sent it.</summary>
    /// <exception cref="RefusedMessageException">It is not.</exception>
    private protected abstract ValueTask<Caller> CheckAsync(VerifiedMessage message, string? action, CancellationToken cancellationToken);

    /// <summary>What a reply is protected by.</summary>
    private protected abstract ReplySecurity Remember(VerifiedMessage message, Caller caller);

    /// <summary>Protects a reply.</summary>
    private protected abstract Message Protect(Message reply, in ProtectionDetails details, ReplySecurity memory);

    /// <summary>Checks the signature over a message but for its token.</summary>
    private protected ReceivedSignature CheckSignature(VerifiedMessage message, string? action)
    {
        var security = message.Security;
        if (security.PrimarySignature is not { } signature || security.OtherSignatures.Count > 0)
        {
            throw MessageVerifier.Refuse("The message has no signature, or has more than one that covers no other.");
        }

        MessageVerifier.CheckParts(message, Policy.GetIncomingParts(action), signature);
        if (Policy.Element.ProtectTokens)
        {
            MessageVerifier.CheckOwnToken(security, signature);
        }

        return signature;
    }

    /// <summary>The values of a message's signatures, which its reply confirms.</summary>
    private protected static List<byte[]> SignaturesOf(ReceivedSecurity security)
    {
        var values = new List<byte[]>(1 + security.EndorsingSignatures.Count);
        if (security.PrimarySignature is { } primary)
        {
            values.Add(primary.Value);
        }

        foreach (var signature in security.OtherSignatures)
        {
            values.Add(signature.Value);
        }

        foreach (var signature in security.EndorsingSignatures)
        {
            values.Add(signature.Value);
        }

        return values;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Keys.Dispose();
        }

        base.Dispose(disposing);
    }

    private static List<ConfirmationElement> Confirm(ReplySecurity memory)
    {
        if (memory.Signatures.Count == 0)
        {
            return [new ConfirmationElement(SecurityIds.Next(), null)];
        }

        var confirmations = new List<ConfirmationElement>(memory.Signatures.Count);
        foreach (var value in memory.Signatures)
        {
            confirmations.Add(new ConfirmationElement(SecurityIds.Next(), value));
        }

        return confirmations;
    }
}
