using System.Security.Principal;

namespace Parley.Security;

/// <summary>Who sent a message, as its tokens prove.</summary>
internal sealed class Caller
{
    private readonly List<IIdentity> _identities = [];

    /// <summary>The tokens that the sender showed beside the one that protects.</summary>
    public List<SupportingTokenSpecification> SupportingTokens { get; } = [];

    /// <summary>The certificate by which the sender signed; null when another token did.</summary>
    public SecurityTokenSpecification? Initiator { get; set; }

    /// <summary>The security context that endorsed the message; null when none did.</summary>
    public ContextName? Endorsing { get; set; }

    public void Add(IIdentity identity) => _identities.Add(identity);

    /// <summary>What the message says of its sender. Null when its tokens say nothing: then the transport may know.</summary>
    /// <remarks>Several identities make nobody in particular, as in WCF: the tokens say who they are.</remarks>
    public SecurityMessageProperty? CreateProperty()
    {
        if (_identities.Count == 0 && SupportingTokens.Count == 0 && Initiator is null)
        {
            return null;
        }

        var property = new SecurityMessageProperty(_identities.Count switch
        {
            0 => ServiceSecurityContext.Anonymous,
            1 => new ServiceSecurityContext(_identities[0]),
            _ => new ServiceSecurityContext(_identities),
        })
        {
            InitiatorToken = Initiator,
        };
        foreach (var token in SupportingTokens)
        {
            property.IncomingSupportingTokens.Add(token);
        }

        return property;
    }
}
