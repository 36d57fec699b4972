using System.Xml;
using Parley.IdentityModel.Tokens;

namespace Parley.Claims.Saml;

/// <summary>What a token of SAML holds.</summary>
/// <param name="Content">What its assertion says, read of what was signed.</param>
/// <param name="Key">The certificate with whose key it is signed.</param>
/// <param name="Document">The signed assertion.</param>
/// <param name="Encryption">With what it is encrypted when it is written; null when it is not.</param>
internal sealed record AssertionState(AssertionContent Content, X509SecurityToken Key, XmlDocument Document, X509EncryptingCredentials? Encryption)
{
    /// <summary>From when it is valid, in UTC.</summary>
    public DateTime ValidFrom => Content.NotBefore ?? DateTime.SpecifyKind(DateTime.MinValue, DateTimeKind.Utc);

    /// <summary>Until when it is valid, in UTC.</summary>
    public DateTime ValidTo => Content.NotOnOrAfter ?? DateTime.SpecifyKind(DateTime.MaxValue, DateTimeKind.Utc);
}
