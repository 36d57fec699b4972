using System.Security.Claims;
using System.Xml;
using Parley.IdentityModel.Tokens;

namespace Parley.Claims.Serialization;

/// <summary>
/// Reads a session token from binary XML, as .NET Framework 4.5 and later and <see cref="SessionTokenWriter"/> write it. The order of elements is theirs; whatever
/// differs is an <see cref="XmlException"/>, and so are tokens that wrap the security context token of a service.
/// </summary>
/// <remarks>An identity that .NET Framework wrote as a Windows account (<c>WindowsLogonName</c>) has its written claims, and the account's name as a name claim; nobody logs on for it.</remarks>
internal static class SessionTokenReader
{
    /// <summary>Reads the token.</summary>
    /// <param name="bytes">All of the binary XML.</param>
    /// <exception cref="XmlException">It is damaged, or is no session token.</exception>
    public static SessionSecurityToken Read(ReadOnlySpan<byte> bytes)
    {
        var reader = new SessionXmlReader(bytes, TextPool.OfThread);
        if (reader.TryStart(SessionName.SecurityContextToken))
        {
            throw new XmlException("The session token wraps the security context token of a service. Such tokens are not read.");
        }

        reader.Start(SessionName.SessionToken);
        var isPersistent = reader.TryAttribute(SessionName.PersistentTrue) is not null;
        var isReference = reader.TryAttribute(SessionName.ReferenceModeTrue) is not null;
        var context = reader.TryElement(SessionName.Context);
        if (reader.Element(SessionName.Version) != "1")
        {
            throw new XmlException("The session token has another version than 1.");
        }

        var version = ReadVersion(ref reader);
        var id = reader.Element(SessionName.Id);
        var contextId = ReadUniqueId(ref reader, reader.Element(SessionName.ContextId));
        var key = reader.BytesElement(SessionName.Key);
        UniqueId? generation = reader.TryElement(SessionName.KeyGeneration) is { } text ? ReadUniqueId(ref reader, text) : null;
        var from = ReadTime(ref reader, SessionName.EffectiveTime);
        var to = ReadTime(ref reader, SessionName.ExpiryTime);
        var keyFrom = ReadTime(ref reader, SessionName.KeyEffectiveTime);
        var keyTo = ReadTime(ref reader, SessionName.KeyExpiryTime);
        var principal = ReadPrincipal(ref reader);
        var endpoint = reader.Element(SessionName.EndpointId);
        reader.End();
        if (!reader.IsAtEnd || to < from)
        {
            throw reader.Damaged();
        }

        return new SessionSecurityToken(new SessionTokenContent
        {
            Principal = principal,
            ContextId = contextId,
            Key = key,
            ValidFrom = from,
            ValidTo = to,
            EndpointId = endpoint,
            Id = id,
            Context = context,
            SecureConversationVersion = version,
            KeyGeneration = generation,
            KeyEffectiveTime = keyFrom,
            KeyExpirationTime = keyTo,
            IsPersistent = isPersistent,
            IsReferenceMode = isReference,
        });
    }

    private static Uri ReadVersion(ref SessionXmlReader reader)
    {
        var text = reader.Element(SessionName.SecureConversationVersion);
        return SessionTokenNames.VersionOf(text)
            ?? throw new XmlException("The session token has a version of WS-SecureConversation that is not known.");
    }

    private static UniqueId ReadUniqueId(ref SessionXmlReader reader, string text) =>
        text.Length > 0 ? new UniqueId(text) : throw reader.Damaged();

    private static DateTime ReadTime(ref SessionXmlReader reader, SessionName name)
    {
        var ticks = reader.NumberElement(name);
        return ticks >= DateTime.MinValue.Ticks && ticks <= DateTime.MaxValue.Ticks ? new DateTime(ticks, DateTimeKind.Utc) : throw reader.Damaged();
    }

    private static ClaimsPrincipal ReadPrincipal(ref SessionXmlReader reader)
    {
        var principal = new ClaimsPrincipal();
        reader.Start(SessionName.ClaimsPrincipal);
        reader.Start(SessionName.Identities);
        while (reader.TryStart(SessionName.Identity))
        {
            principal.AddIdentity(ReadIdentity(ref reader, depth: 0));
        }

        reader.End();
        reader.End();
        return principal;
    }

    private static ClaimsIdentity ReadIdentity(ref SessionXmlReader reader, int depth)
    {
        if (depth > SessionTokenWriter.DeepestActor)
        {
            throw reader.Damaged();
        }

        var account = reader.TryAttribute(SessionName.WindowsLogonName, comesOften: false);
        var authenticationType = reader.TryAttribute(SessionName.AuthenticationType);
        var label = reader.TryAttribute(SessionName.Label, comesOften: false);
        var nameType = reader.TryAttribute(SessionName.NameClaimType);
        var roleType = reader.TryAttribute(SessionName.RoleClaimType);
        var identity = new ClaimsIdentity(authenticationType, nameType, roleType);
        if (label is not null)
        {
            identity.Label = label;
        }

        reader.Start(SessionName.ClaimCollection);
        while (reader.TryStart(SessionName.Claim))
        {
            identity.AddClaim(ReadClaim(ref reader, identity));
        }

        reader.End();
        if (account is not null && identity.FindFirst(identity.NameClaimType) is null)
        {
            identity.AddClaim(new Claim(identity.NameClaimType, account));
        }

        if (reader.TryStart(SessionName.Actor))
        {
            identity.Actor = ReadIdentity(ref reader, depth + 1);
        }

        if (reader.TryBytesElement(SessionName.BootStrapToken) is { } bootstrap)
        {
            identity.BootstrapContext = BootstrapFormat.Read(bootstrap);
        }

        reader.End();
        return identity;
    }

    private static Claim ReadClaim(ref SessionXmlReader reader, ClaimsIdentity identity)
    {
        var issuer = reader.TryAttribute(SessionName.Issuer);
        var originalIssuer = reader.TryAttribute(SessionName.OriginalIssuer);
        var type = reader.Attribute(SessionName.Type);
        var value = reader.Attribute(SessionName.Value, comesOften: false);
        var valueType = reader.Attribute(SessionName.ValueType);
        var claim = new Claim(type, value, valueType, issuer, originalIssuer, identity);
        if (reader.TryStart(SessionName.ClaimProperties))
        {
            while (reader.TryStart(SessionName.ClaimProperty))
            {
                var name = reader.Attribute(SessionName.ClaimPropertyName);
                if (!claim.Properties.TryAdd(name, reader.Attribute(SessionName.ClaimPropertyValue, comesOften: false)))
                {
                    throw reader.Damaged();
                }

                reader.End();
            }

            reader.End();
        }

        reader.End();
        return claim;
    }
}
