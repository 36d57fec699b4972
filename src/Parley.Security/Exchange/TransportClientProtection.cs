using Parley.Channels;

namespace Parley.Security;

/// <summary>The transport protects messages; they have the time, and the client's tokens. WS-SecurityPolicy 1.2, section 7.3.</summary>
internal sealed class TransportClientProtection(SecurityPolicy policy, EndpointAddress to, IEndorsingTokens? sessions) : ExchangeClientProtection(policy, to, sessions)
{
    /// <summary>How a message is protected that has no signature but endorsing ones.</summary>
    public static OutgoingSecurity Create(in ProtectionDetails details, bool endorsesTo, ProtectionProfile profile) => new()
    {
        Suite = profile.Suite,
        Order = profile.Order,
        Layout = profile.Layout,
        Timestamp = profile.CreateTimestamp(details.Now),
        SupportingTokens = details.SupportingTokens ?? [],
        Endorsing = details.Endorsing ?? [],
        EndorsesTo = endorsesTo,
    };

    private protected override ProtectedMessage Protect(Message request, in ProtectionDetails details, ClientTokens.ShownTokens shown, out EncryptedKeyToken? key)
    {
        key = null;
        return MessageProtector.Protect(request, Create(details, shown.EndorsesByCertificate, Policy.Profile));
    }

    private protected override TokenResolver CreateResolver(RequestSecurity? memory) => new(null, null, null);

    private protected override void Check(VerifiedMessage message, RequestSecurity? memory)
    {
        // The transport vouches for the rest.
    }
}
