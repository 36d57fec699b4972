using System.Security.Claims;
using Parley.IdentityModel.Tokens;

namespace Parley.Claims.Serialization;

/// <summary>
/// Writes a session token as binary XML, as .NET Framework 4.5 and later does: root SessionToken, format version 1. What the format cannot carry is
/// left out: a claim's subject, and a bootstrap context that is neither text nor bytes.
/// </summary>
internal static class SessionTokenWriter
{
    /// <summary>How deep identities may act for each other.</summary>
    public const int DeepestActor = 32;

    /// <summary>Writes the token.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="token">The token.</param>
    /// <exception cref="ArgumentException">A text of the token cannot be written, or its actors are more than <see cref="DeepestActor"/> deep.</exception>
    public static void Write(SessionXmlWriter writer, SessionSecurityToken token)
    {
        writer.StartElement(SessionName.SessionToken);
        if (token.IsPersistent)
        {
            writer.Attribute(SessionName.PersistentTrue, string.Empty);
        }

        if (token.IsReferenceMode)
        {
            writer.Attribute(SessionName.ReferenceModeTrue, string.Empty);
        }

        if (!string.IsNullOrEmpty(token.Context))
        {
            writer.Element(SessionName.Context, token.Context);
        }

        writer.Element(SessionName.Version, 1);
        writer.Element(SessionName.SecureConversationVersion, token.SecureConversationVersion.AbsoluteUri);
        writer.Element(SessionName.Id, token.Id);
        writer.Element(SessionName.ContextId, token.ContextId.ToString());
        writer.Element(SessionName.Key, token.Key);
        if (token.KeyGeneration is { } generation)
        {
            writer.Element(SessionName.KeyGeneration, generation.ToString());
        }

        writer.Element(SessionName.EffectiveTime, token.ValidFrom.Ticks);
        writer.Element(SessionName.ExpiryTime, token.ValidTo.Ticks);
        writer.Element(SessionName.KeyEffectiveTime, token.KeyEffectiveTime.Ticks);
        writer.Element(SessionName.KeyExpiryTime, token.KeyExpirationTime.Ticks);
        WritePrincipal(writer, token.ClaimsPrincipal);
        writer.Element(SessionName.EndpointId, token.EndpointId);
        writer.EndElement();
    }

    private static void WritePrincipal(SessionXmlWriter writer, ClaimsPrincipal principal)
    {
        writer.StartElement(SessionName.ClaimsPrincipal);
        writer.StartElement(SessionName.Identities);
        foreach (var identity in principal.Identities)
        {
            WriteIdentity(writer, SessionName.Identity, identity, depth: 0);
        }

        writer.EndElement();
        writer.EndElement();
    }

    private static void WriteIdentity(SessionXmlWriter writer, SessionName name, ClaimsIdentity identity, int depth)
    {
        if (depth > DeepestActor)
        {
            throw new ArgumentException($"A session token can carry at most {DeepestActor} identities that act for each other.");
        }

        writer.StartElement(name);
        AttributeOf(writer, SessionName.AuthenticationType, identity.AuthenticationType);
        AttributeOf(writer, SessionName.Label, identity.Label);
        AttributeOf(writer, SessionName.NameClaimType, identity.NameClaimType);
        AttributeOf(writer, SessionName.RoleClaimType, identity.RoleClaimType);
        writer.StartElement(SessionName.ClaimCollection);
        foreach (var claim in identity.Claims)
        {
            WriteClaim(writer, claim);
        }

        writer.EndElement();
        if (identity.Actor is { } actor)
        {
            WriteIdentity(writer, SessionName.Actor, actor, depth + 1);
        }

        if (BootstrapFormat.Write(identity.BootstrapContext) is { } bootstrap)
        {
            writer.Element(SessionName.BootStrapToken, bootstrap);
        }

        writer.EndElement();
    }

    private static void WriteClaim(SessionXmlWriter writer, Claim claim)
    {
        writer.StartElement(SessionName.Claim);
        AttributeOf(writer, SessionName.Issuer, claim.Issuer);
        AttributeOf(writer, SessionName.OriginalIssuer, claim.OriginalIssuer);
        writer.Attribute(SessionName.Type, claim.Type);
        writer.Attribute(SessionName.Value, claim.Value);
        writer.Attribute(SessionName.ValueType, claim.ValueType);
        if (claim.Properties.Count > 0)
        {
            writer.StartElement(SessionName.ClaimProperties);
            foreach (var (key, value) in claim.Properties)
            {
                writer.StartElement(SessionName.ClaimProperty);
                writer.Attribute(SessionName.ClaimPropertyName, key);
                writer.Attribute(SessionName.ClaimPropertyValue, value);
                writer.EndElement();
            }

            writer.EndElement();
        }

        writer.EndElement();
    }

    private static void AttributeOf(SessionXmlWriter writer, SessionName name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            writer.Attribute(name, value);
        }
    }
}
