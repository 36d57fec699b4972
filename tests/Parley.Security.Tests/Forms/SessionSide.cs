using Parley.Channels;
using Parley.Security.Tests.Exchange;
using Parley.Security.Tokens;

namespace Parley.Security.Tests.Forms;

/// <summary>One side of sessions.</summary>
internal sealed class SessionSide : IContextKeys, IDisposable
{
    private readonly DateTime _now;

    public SessionSide(TestClock clock, DateTime now, bool isClient)
    {
        _now = now;
        var bootstrap = SecurityBindingElement.CreateAnonymousForCertificateBindingElement();
        var element = SecurityBindingElement.CreateSecureConversationBindingElement(bootstrap);
        element.LocalServiceSettings.DetectReplays = false;
        element.LocalClientSettings.DetectReplays = false;
        var token = (SecureConversationSecurityTokenParameters)((SymmetricSecurityBindingElement)element).ProtectionTokenParameters!;
        BindingParameterCollection parameters = [clock];
        var policy = isClient ? SecurityPolicy.CreateClient(element, parameters) : SecurityPolicy.CreateService(element, parameters);
        Protection = new SessionProtection(policy, token);
    }

    public SessionProtection Protection { get; }

    public Dictionary<string, ContextKey> Sessions { get; } = [];

    public void Add(string identifier, byte[] secret) =>
        Sessions.Add(identifier, new ContextKey(null, SecretKey.FromBytes(secret), _now, _now.AddHours(1)) { TokenId = $"uuid-{Guid.NewGuid():D}-1" });

    public KeyVerdict Lease(ContextName name, byte[]? cookie, out object? owner, out ContextKey? key)
    {
        owner = this;
        var isKnown = Sessions.TryGetValue(name.Identifier, out key) && name.Instance is null && key.TryLease();
        key = isKnown ? key : null;
        return isKnown ? KeyVerdict.Valid : KeyVerdict.Unknown;
    }

    public void Dispose()
    {
        foreach (var key in Sessions.Values)
        {
            key.Dispose();
        }
    }
}
