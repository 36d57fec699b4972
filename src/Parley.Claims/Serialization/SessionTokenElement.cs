using System.Text;
using System.Xml;
using Parley.IdentityModel.Tokens;

namespace Parley.Claims.Serialization;

/// <summary>The XML element of a session token: which session it is, and its protected content.</summary>
/// <param name="ContextId">The session's identifier.</param>
/// <param name="KeyGeneration">Which key of the session; null for the first.</param>
/// <param name="Cookie">The protected content; null in reference mode.</param>
internal sealed record SessionTokenElement(UniqueId ContextId, UniqueId? KeyGeneration, byte[]? Cookie)
{
    // An element has a few short texts beside its content.
    private const int MostCharacters = 4 * 1024 * 1024;

    private static readonly XmlReaderSettings s_readerSettings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersInDocument = MostCharacters,
        CloseInput = false,
    };

    private static readonly XmlWriterSettings s_writerSettings = new()
    {
        Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        OmitXmlDeclaration = true,
    };

    /// <summary>Writes an element as UTF-8.</summary>
    public static byte[] Write(SessionSecurityToken token, byte[]? cookie, string cookieName, string cookieNamespace)
    {
        using var bytes = new MemoryStream(512 + ((cookie?.Length ?? 0) * 4 / 3));
        using (var writer = XmlWriter.Create(bytes, s_writerSettings))
        {
            Write(writer, token, cookie, cookieName, cookieNamespace);
        }

        return bytes.ToArray();
    }

    /// <summary>Writes an element.</summary>
    public static void Write(XmlWriter writer, SessionSecurityToken token, byte[]? cookie, string cookieName, string cookieNamespace)
    {
        var version = token.SecureConversationVersion.OriginalString;
        writer.WriteStartElement(SessionTokenNames.SecurityContextToken, version);
        writer.WriteAttributeString("Id", SessionTokenNames.UtilityNamespace, token.Id);
        writer.WriteElementString(SessionTokenNames.Identifier, version, token.ContextId.ToString());
        if (token.KeyGeneration is { } generation)
        {
            writer.WriteElementString(SessionTokenNames.Instance, version, generation.ToString());
        }

        if (cookie is not null)
        {
            writer.WriteStartElement(cookieName, cookieNamespace);
            writer.WriteBase64(cookie, 0, cookie.Length);
            writer.WriteEndElement();
        }

        writer.WriteEndElement();
    }

    /// <summary>Reads an element from UTF-8, with or without a byte order mark and an XML declaration.</summary>
    /// <exception cref="XmlException">It is none, or damaged.</exception>
    public static SessionTokenElement Read(byte[] bytes, string cookieName, string cookieNamespace)
    {
        if (cookieName == SessionTokenNames.Cookie && cookieNamespace == SessionTokenNames.CookieNamespace && SessionTokenText.TryRead(bytes) is { } usual)
        {
            return usual;
        }

        using var reader = XmlReader.Create(new MemoryStream(bytes, writable: false), s_readerSettings);
        if (reader.MoveToContent() != XmlNodeType.Element)
        {
            throw NoToken();
        }

        var element = Read(reader, cookieName, cookieNamespace);
        while (reader.NodeType is XmlNodeType.Whitespace or XmlNodeType.Comment)
        {
            reader.Read();
        }

        return reader.EOF ? element : throw NoToken();
    }

    /// <summary>Reads the element that a reader stands at, and moves past it.</summary>
    /// <exception cref="XmlException">It is none, or damaged.</exception>
    public static SessionTokenElement Read(XmlReader reader, string cookieName, string cookieNamespace)
    {
        if (reader.NodeType != XmlNodeType.Element || reader.LocalName != SessionTokenNames.SecurityContextToken
            || SessionTokenNames.VersionOf(reader.NamespaceURI) is null || reader.IsEmptyElement)
        {
            throw NoToken();
        }

        try
        {
            var version = reader.NamespaceURI;
            reader.ReadStartElement();
            var contextId = UniqueIdOf(reader.ReadElementContentAsString(SessionTokenNames.Identifier, version));
            UniqueId? generation = null;
            byte[]? cookie = null;
            if (reader.MoveToContent() == XmlNodeType.Element && reader.LocalName == SessionTokenNames.Instance && reader.NamespaceURI == version)
            {
                generation = UniqueIdOf(reader.ReadElementContentAsString());
            }

            if (reader.MoveToContent() == XmlNodeType.Element && reader.LocalName == cookieName && reader.NamespaceURI == cookieNamespace)
            {
                cookie = Convert.FromBase64String(reader.ReadElementContentAsString());
            }

            reader.MoveToContent();
            reader.ReadEndElement();
            return new SessionTokenElement(contextId, generation, cookie);
        }
        catch (Exception damage) when (damage is FormatException or InvalidOperationException or ArgumentException)
        {
            throw new XmlException("The session token is damaged.", damage);
        }
    }

    private static UniqueId UniqueIdOf(string text) => text.Length > 0 ? new UniqueId(text) : throw NoToken();

    private static XmlException NoToken() => new("This is no session token: a SecurityContextToken element of WS-SecureConversation is expected.");
}
