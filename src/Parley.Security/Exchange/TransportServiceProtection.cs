using Parley.Channels;

namespace Parley.Security;

/// <summary>The transport protects messages; they have the time, and the client's tokens. WS-SecurityPolicy 1.2, section 7.3.</summary>
internal sealed class TransportServiceProtection(SecurityPolicy policy) : ExchangeServiceProtection(policy, needsCertificate: false)
{
    private protected override ValueTask<Caller> CheckAsync(VerifiedMessage message, string? action, CancellationToken cancellationToken) =>
        Caller.CheckAsync(message, action, primary: null, initiator: null, cancellationToken);

    private protected override ReplySecurity Remember(VerifiedMessage message, Caller caller) => new()
    {
        Signatures = SignaturesOf(message.Security),
        Context = caller.Endorsing,
    };

    private protected override Message Protect(Message reply, in ProtectionDetails details, ReplySecurity memory) =>
        MessageProtector.Protect(reply, TransportClientProtection.Create(details, endorsesTo: false, Policy.Profile));
}
