using System.Collections.ObjectModel;

namespace Parley.Security.Tokens;

/// <summary>Tokens that a message has beside the one that protects it. WS-SecurityPolicy 1.2, section 8. WCF documentation: SupportingTokenParameters.</summary>
public class SupportingTokenParameters
{
    /// <summary>Creates empty lists.</summary>
    public SupportingTokenParameters()
    {
    }

    private SupportingTokenParameters(SupportingTokenParameters other)
    {
        Copy(other.Endorsing, Endorsing);
        Copy(other.Signed, Signed);
        Copy(other.SignedEncrypted, SignedEncrypted);
        Copy(other.SignedEndorsing, SignedEndorsing);
    }

    /// <summary>Tokens that sign the message's signature.</summary>
    public Collection<SecurityTokenParameters> Endorsing { get; } = [];

    /// <summary>Tokens that the message's signature covers.</summary>
    public Collection<SecurityTokenParameters> Signed { get; } = [];

    /// <summary>Tokens that the message's signature covers, and that are encrypted.</summary>
    public Collection<SecurityTokenParameters> SignedEncrypted { get; } = [];

    /// <summary>Tokens that sign the message's signature, and that it covers.</summary>
    public Collection<SecurityTokenParameters> SignedEndorsing { get; } = [];

    internal bool IsEmpty => Endorsing.Count + Signed.Count + SignedEncrypted.Count + SignedEndorsing.Count == 0;

    internal IEnumerable<SecurityTokenParameters> All => Endorsing.Concat(Signed).Concat(SignedEncrypted).Concat(SignedEndorsing);

    /// <summary>Makes a copy.</summary>
    public SupportingTokenParameters Clone() => new(this);

    /// <summary>Sets whether messages are protected by keys that are derived from the tokens'.</summary>
    /// <param name="requireDerivedKeys">The value for each token that has a symmetric key.</param>
    public void SetKeyDerivation(bool requireDerivedKeys)
    {
        foreach (var token in All)
        {
            token.RequireDerivedKeys = requireDerivedKeys && token is not UserNameSecurityTokenParameters;
        }
    }

    private static void Copy(Collection<SecurityTokenParameters> from, Collection<SecurityTokenParameters> to)
    {
        foreach (var token in from)
        {
            to.Add(token.Clone());
        }
    }
}
