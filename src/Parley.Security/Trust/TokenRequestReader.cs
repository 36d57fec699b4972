using System.Xml;

namespace Parley.Security;

/// <summary>
/// Reads the bodies of requests about security context tokens. Strict about what it knows; what it does not know it skips, as other
/// implementations add elements of their own.
/// </summary>
internal static class TokenRequestReader
{
    /// <summary>The longest entropy that is read, in bytes.</summary>
    public const int MaxEntropy = 1024;

    private const int MaxText = 1024;
    private const int MaxAppliesTo = 8192;

    /// <summary>Reads the request on which the reader stands.</summary>
    /// <param name="reader">A reader at the body's content.</param>
    /// <param name="kind">What the message's action asks for.</param>
    /// <param name="protocol">The version.</param>
    /// <exception cref="MalformedTrustException">It is not what the specification says, or asks for something else than the action.</exception>
    public static TokenRequest Read(XmlDictionaryReader reader, TokenRequestKind kind, TrustProtocol protocol)
    {
        try
        {
            return ReadElement(reader, kind, protocol);
        }
        catch (Exception exception) when (exception is XmlException or FormatException or OverflowException or ArgumentException or InvalidOperationException)
        {
            throw new MalformedTrustException("The RequestSecurityToken cannot be read.", exception);
        }
    }

    private static TokenRequest ReadElement(XmlDictionaryReader reader, TokenRequestKind kind, TrustProtocol protocol)
    {
        byte[]? entropy = null;
        var ns = protocol.Trust.Namespace;
        if (!TrustXml.IsElement(reader, SecurityNames.RequestSecurityToken, ns) || reader.IsEmptyElement)
        {
            throw new MalformedTrustException("The body has no RequestSecurityToken.");
        }

        var context = reader.GetAttribute(SecurityNames.Context, XmlDictionaryString.Empty);
        string? type = null;
        string? asked = null;
        string? appliesTo = null;
        var keySize = 0;
        ContextName? target = null;
        reader.ReadStartElement();
        while (reader.MoveToContent() == XmlNodeType.Element)
        {
            if (reader.IsStartElement(SecurityNames.TokenType, ns))
            {
                Once(type);
                type = TrustXml.Text(reader, MaxText);
            }
            else if (reader.IsStartElement(SecurityNames.RequestType, ns))
            {
                Once(asked);
                asked = TrustXml.Text(reader, MaxText);
            }
            else if (reader.IsStartElement(SecurityNames.Entropy, ns))
            {
                Once(entropy);
                entropy = TrustSecrets.ReadEntropy(reader, protocol);
            }
            else if (reader.IsStartElement(SecurityNames.KeySize, ns))
            {
                Once(keySize == 0 ? null : (object)keySize);
                keySize = TrustSecrets.ReadKeySize(reader);
            }
            else if (reader.IsStartElement(kind == TokenRequestKind.Renew ? SecurityNames.RenewTarget : SecurityNames.CancelTarget, ns))
            {
                Once(target);
                reader.ReadStartElement();
                reader.MoveToContent();
                target = ContextReferences.Read(reader, protocol);
                TrustXml.End(reader);
            }
            else if (reader.IsStartElement(SecurityNames.AppliesTo, SecurityNames.Policy))
            {
                Once(appliesTo);
                appliesTo = reader.ReadOuterXml();
                if (appliesTo.Length > MaxAppliesTo)
                {
                    throw new MalformedTrustException($"AppliesTo is longer than {MaxAppliesTo} characters.");
                }
            }
            else
            {
                reader.Skip();
            }
        }

        reader.ReadEndElement();
        if (type is not null && type != protocol.ContextTokenType.Value)
        {
            throw new MalformedTrustException("The request asks for another type of token than a security context token.");
        }

        if (asked != protocol.RequestType(kind).Value)
        {
            throw new MalformedTrustException("The request's type is not the one that the message's action says.");
        }

        if (kind != TokenRequestKind.Issue && target is null)
        {
            throw new MalformedTrustException("The request does not say which token it is about.");
        }

        return new TokenRequest { Kind = kind, Context = context, Entropy = entropy, KeySize = keySize, Target = target, AppliesTo = appliesTo };
    }

    private static void Once(object? value)
    {
        if (value is not null)
        {
            throw new MalformedTrustException("The request has an element twice.");
        }
    }
}
