using System.Globalization;
using System.Xml;

namespace Parley.Security;

/// <summary>Reads the bodies of answers about security context tokens.</summary>
internal static class TokenResponseReader
{
    private const int MaxText = 1024;

    /// <summary>Reads the answer on which the reader stands.</summary>
    /// <param name="reader">A reader at the body's content.</param>
    /// <param name="kind">What was asked for.</param>
    /// <param name="protocol">The version.</param>
    /// <exception cref="MalformedTrustException">It is not what the specification says.</exception>
    public static TokenResponse Read(XmlDictionaryReader reader, TokenRequestKind kind, TrustProtocol protocol)
    {
        try
        {
            // A single answer without its collection is taken, too, as is one in a collection in the older version.
            var collected = TrustXml.IsElement(reader, SecurityNames.RequestSecurityTokenResponseCollection, protocol.Trust.Namespace);
            if (collected)
            {
                reader.ReadStartElement();
            }

            var response = ReadResponse(reader, kind, protocol);
            if (collected)
            {
                TrustXml.End(reader);
            }

            return response;
        }
        catch (Exception exception) when (exception is XmlException or FormatException or OverflowException or ArgumentException or InvalidOperationException)
        {
            throw new MalformedTrustException("The RequestSecurityTokenResponse cannot be read.", exception);
        }
    }

    private static TokenResponse ReadResponse(XmlDictionaryReader reader, TokenRequestKind kind, TrustProtocol protocol)
    {
        var ns = protocol.Trust.Namespace;
        if (!TrustXml.IsElement(reader, SecurityNames.RequestSecurityTokenResponse, ns) || reader.IsEmptyElement)
        {
            throw new MalformedTrustException("The body has no RequestSecurityTokenResponse.");
        }

        var context = reader.GetAttribute(SecurityNames.Context, XmlDictionaryString.Empty);
        (ContextName Name, string? Id, byte[]? Cookie)? token = null;
        byte[]? entropy = null;
        byte[]? proof = null;
        var isComputed = false;
        var isCancelled = false;
        var keySize = 0;
        DateTime? created = null;
        DateTime? expires = null;
        reader.ReadStartElement();
        while (reader.MoveToContent() == XmlNodeType.Element)
        {
            if (reader.IsStartElement(SecurityNames.TokenType, ns))
            {
                if (TrustXml.Text(reader, MaxText) != protocol.ContextTokenType.Value)
                {
                    throw new MalformedTrustException("The service answered with another type of token than a security context token.");
                }
            }
            else if (token is null && reader.IsStartElement(SecurityNames.RequestedSecurityToken, ns))
            {
                reader.ReadStartElement();
                token = TrustXml.IsElement(reader, SecurityNames.SecurityContextToken, protocol.Conversation.Namespace)
                    ? ContextTokens.Read(reader, protocol)
                    : throw new MalformedTrustException("The service answered with another token than a security context token.");
                TrustXml.End(reader);
            }
            else if (proof is null && !isComputed && reader.IsStartElement(SecurityNames.RequestedProofToken, ns))
            {
                reader.ReadStartElement();
                if (TrustXml.IsElement(reader, SecurityNames.ComputedKey, ns))
                {
                    isComputed = TrustXml.Text(reader, MaxText) == protocol.ComputedKeyAlgorithm.Value
                        ? true
                        : throw new MalformedTrustException("The key is to be computed by an algorithm that is not known.");
                }
                else
                {
                    proof = TrustSecrets.ReadSecret(reader, protocol);
                }

                TrustXml.End(reader);
            }
            else if (entropy is null && reader.IsStartElement(SecurityNames.Entropy, ns))
            {
                entropy = TrustSecrets.ReadEntropy(reader, protocol);
            }
            else if (keySize == 0 && reader.IsStartElement(SecurityNames.KeySize, ns))
            {
                keySize = TrustSecrets.ReadKeySize(reader);
            }
            else if (reader.IsStartElement(SecurityNames.RequestedTokenCancelled, ns))
            {
                isCancelled = true;
                reader.Skip();
            }
            else if (reader.IsStartElement(SecurityNames.Lifetime, ns) && !reader.IsEmptyElement)
            {
                reader.ReadStartElement();
                while (reader.MoveToContent() == XmlNodeType.Element)
                {
                    if (reader.IsStartElement(SecurityNames.Created, SecurityNames.Utility))
                    {
                        created = Time(reader);
                    }
                    else if (reader.IsStartElement(SecurityNames.Expires, SecurityNames.Utility))
                    {
                        expires = Time(reader);
                    }
                    else
                    {
                        reader.Skip();
                    }
                }

                reader.ReadEndElement();
            }
            else
            {
                reader.Skip();
            }
        }

        reader.ReadEndElement();
        if (kind == TokenRequestKind.Cancel)
        {
            return isCancelled
                ? new TokenResponse { Context = context, IsCancelled = true }
                : throw new MalformedTrustException("The service did not say that the token is cancelled.");
        }

        if (token is not { } given)
        {
            throw new MalformedTrustException("The service answered without a security context token.");
        }

        return new TokenResponse
        {
            Context = context,
            Token = given.Name,
            TokenId = given.Id,
            Cookie = given.Cookie,
            IsComputed = isComputed,
            Entropy = entropy,
            ProofKey = proof,
            KeySize = keySize,
            Created = created ?? DateTime.MinValue,
            Expires = expires ?? DateTime.MaxValue,
        };
    }

    private static DateTime Time(XmlDictionaryReader reader) => DateTime.Parse(
        TrustXml.Text(reader, MaxText), CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal);
}
