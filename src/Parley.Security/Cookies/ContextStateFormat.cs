using System.Xml;

namespace Parley.Security;

/// <summary>
/// Writes and reads the state in a stateful token, in the binary XML that WCF has for it. A host of .NET Framework that shares the encoder's
/// secret reads what this writes, and the other way round.
/// </summary>
internal static class ContextStateFormat
{
    private const int FormatVersion = 1;
    private const string IdentityRight = "http://schemas.xmlsoap.org/ws/2005/05/identity/right/identity";

    private static readonly XmlDictionaryReaderQuotas _quotas = new() { MaxDepth = 16, MaxArrayLength = 1 << 16, MaxStringContentLength = 1 << 14 };

    /// <summary>Writes state. The caller zeroes the bytes.</summary>
    public static byte[] Write(ContextState state)
    {
        using var stream = new MemoryStream(512);
        using (var writer = XmlDictionaryWriter.CreateBinaryWriter(stream, StateNames.Dictionary, null, ownsStream: false))
        {
            writer.WriteStartElement(StateNames.Root, XmlDictionaryString.Empty);
            WriteValue(writer, StateNames.Version, FormatVersion);
            writer.WriteElementString(StateNames.Id, XmlDictionaryString.Empty, state.Id);
            writer.WriteStartElement(StateNames.ContextId, XmlDictionaryString.Empty);
            writer.WriteValue(new UniqueId(state.ContextId));
            writer.WriteEndElement();
            writer.WriteStartElement(StateNames.Key, XmlDictionaryString.Empty);
            writer.WriteBase64(state.Key, 0, state.Key.Length);
            writer.WriteEndElement();
            WriteValue(writer, StateNames.EffectiveTime, state.EffectiveTime.Ticks);
            WriteValue(writer, StateNames.ExpiryTime, state.ExpiryTime.Ticks);
            WriteValue(writer, StateNames.KeyEffectiveTime, state.KeyEffectiveTime.Ticks);
            WriteValue(writer, StateNames.KeyExpiryTime, state.KeyExpiryTime.Ticks);
            if (state.Name is not null)
            {
                WriteIdentity(writer, state, state.Name);
            }

            if (state.Principal is { } principal)
            {
                // Not of WCF, which skips what it does not know.
                writer.WriteStartElement(StateNames.Principal, XmlDictionaryString.Empty);
                writer.WriteBase64(principal, 0, principal.Length);
                writer.WriteEndElement();
            }

            writer.WriteEndElement();
        }

        var bytes = stream.ToArray();
        stream.GetBuffer().AsSpan().Clear();
        return bytes;
    }

    /// <summary>Reads state.</summary>
    /// <exception cref="MalformedTrustException">It is not in the format.</exception>
    public static ContextState Read(byte[] bytes)
    {
        try
        {
            using var reader = XmlDictionaryReader.CreateBinaryReader(bytes, 0, bytes.Length, StateNames.Dictionary, _quotas);
            return ReadRoot(reader);
        }
        catch (Exception exception) when (exception is XmlException or FormatException or OverflowException or ArgumentException or InvalidOperationException)
        {
            throw new MalformedTrustException("The state in the security context token cannot be read.", exception);
        }
    }

    private static void WriteIdentity(XmlDictionaryWriter writer, ContextState state, string name)
    {
        writer.WriteStartElement(StateNames.Identities, XmlDictionaryString.Empty);
        writer.WriteStartElement(StateNames.PrimaryIdentity, XmlDictionaryString.Empty);
        writer.WriteStartElement(StateNames.GenericIdentity, XmlDictionaryString.Empty);
        if (!string.IsNullOrEmpty(state.AuthenticationType))
        {
            writer.WriteAttributeString(StateNames.AuthenticationType, XmlDictionaryString.Empty, state.AuthenticationType);
        }

        writer.WriteString(name);
        writer.WriteEndElement();
        writer.WriteEndElement();
        writer.WriteEndElement();
        writer.WriteStartElement(StateNames.ClaimSets, XmlDictionaryString.Empty);
        if (state.Certificate is { } certificate)
        {
            writer.WriteStartElement(StateNames.Certificate, XmlDictionaryString.Empty);
            writer.WriteBase64(certificate, 0, certificate.Length);
            writer.WriteEndElement();
        }
        else
        {
            WriteNameClaims(writer, name);
        }

        writer.WriteEndElement();
    }

    private static void WriteNameClaims(XmlDictionaryWriter writer, string name)
    {
        writer.WriteStartElement(StateNames.ClaimSet, XmlDictionaryString.Empty);
        writer.WriteStartElement(StateNames.PrimaryIssuer, XmlDictionaryString.Empty);
        writer.WriteStartElement(StateNames.SystemClaimSet, XmlDictionaryString.Empty);
        writer.WriteEndElement();
        writer.WriteEndElement();
        foreach (var right in (ReadOnlySpan<string?>)[IdentityRight, null])
        {
            writer.WriteStartElement(StateNames.Claim, XmlDictionaryString.Empty);
            writer.WriteStartElement(StateNames.NameClaim, XmlDictionaryString.Empty);
            if (right is not null)
            {
                writer.WriteAttributeString(StateNames.Right, XmlDictionaryString.Empty, right);
            }

            writer.WriteString(name);
            writer.WriteEndElement();
            writer.WriteEndElement();
        }

        writer.WriteEndElement();
    }

    private static void WriteValue(XmlDictionaryWriter writer, XmlDictionaryString name, long value)
    {
        writer.WriteStartElement(name, XmlDictionaryString.Empty);
        writer.WriteValue(value);
        writer.WriteEndElement();
    }

    private static ContextState ReadRoot(XmlDictionaryReader reader)
    {
        reader.ReadStartElement(StateNames.Root, XmlDictionaryString.Empty);
        var version = 0;
        string? id = null;
        string? contextId = null;
        byte[]? key = null;
        string? name = null;
        string? authentication = null;
        byte[]? certificate = null;
        byte[]? principal = null;
        Span<long> times = stackalloc long[4];
        times.Fill(-1);
        while (reader.MoveToContent() == XmlNodeType.Element)
        {
            if (Is(reader, StateNames.Version))
            {
                version = reader.ReadElementContentAsInt();
            }
            else if (Is(reader, StateNames.Id))
            {
                id = reader.ReadElementContentAsString();
            }
            else if (Is(reader, StateNames.ContextId))
            {
                contextId = reader.ReadElementContentAsUniqueId().ToString();
            }
            else if (Is(reader, StateNames.Key))
            {
                key = reader.ReadElementContentAsBase64();
            }
            else if (TimeOf(reader) is var time and >= 0)
            {
                times[time] = reader.ReadElementContentAsLong();
            }
            else if (Is(reader, StateNames.Identities))
            {
                (name, authentication) = ReadIdentities(reader);
            }
            else if (Is(reader, StateNames.ClaimSets))
            {
                certificate = ReadCertificate(reader);
            }
            else if (Is(reader, StateNames.Principal))
            {
                principal = reader.ReadElementContentAsBase64();
            }
            else
            {
                reader.Skip();
            }
        }

        if (version != FormatVersion || id is null || contextId is null || key is null || times.Contains(-1))
        {
            throw new MalformedTrustException("The state in the security context token is of another version, or lacks a part.");
        }

        return new ContextState
        {
            Id = id,
            ContextId = contextId,
            Key = key,
            EffectiveTime = new DateTime(times[0], DateTimeKind.Utc),
            ExpiryTime = new DateTime(times[1], DateTimeKind.Utc),
            KeyEffectiveTime = new DateTime(times[2], DateTimeKind.Utc),
            KeyExpiryTime = new DateTime(times[3], DateTimeKind.Utc),
            Name = name,
            AuthenticationType = authentication,
            Certificate = certificate,
            Principal = principal,
        };
    }

    private static int TimeOf(XmlDictionaryReader reader) =>
        Is(reader, StateNames.EffectiveTime) ? 0
        : Is(reader, StateNames.ExpiryTime) ? 1
        : Is(reader, StateNames.KeyEffectiveTime) ? 2
        : Is(reader, StateNames.KeyExpiryTime) ? 3
        : -1;

    private static bool Is(XmlDictionaryReader reader, XmlDictionaryString name) => reader.IsStartElement(name, XmlDictionaryString.Empty);

    // The primary identity comes first; the others are not used.
    private static (string? Name, string? AuthenticationType) ReadIdentities(XmlDictionaryReader reader)
    {
        (string?, string?) found = default;
        using var identities = reader.ReadSubtree();
        while (identities.Read())
        {
            if (found.Item1 is null && identities.NodeType == XmlNodeType.Element && identities.LocalName == StateNames.GenericIdentity.Value)
            {
                var type = identities.GetAttribute(StateNames.AuthenticationType.Value);
                found = (identities.ReadElementContentAsString(), type ?? string.Empty);
            }
        }

        identities.Close();
        reader.Skip();
        return found;
    }

    private static byte[]? ReadCertificate(XmlDictionaryReader reader)
    {
        byte[]? certificate = null;
        if (reader.IsEmptyElement)
        {
            reader.Read();
            return null;
        }

        reader.ReadStartElement();
        while (reader.MoveToContent() == XmlNodeType.Element)
        {
            if (certificate is null && Is(reader, StateNames.Certificate))
            {
                certificate = reader.ReadElementContentAsBase64();
            }
            else
            {
                reader.Skip();
            }
        }

        reader.ReadEndElement();
        return certificate;
    }
}
