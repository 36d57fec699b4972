using System.Globalization;
using System.Xml;

namespace Parley.Security;

/// <summary>Writes the bodies of answers about security context tokens, in the order of elements that deployed services write.</summary>
internal static class TokenResponseWriter
{
    private const string TimeFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";

    /// <summary>Writes an answer.</summary>
    /// <param name="writer">The writer.</param>
    /// <param name="response">The answer.</param>
    /// <param name="protocol">The version.</param>
    /// <param name="isTyped">Whether references by id say their type: the Basic Security Profile asks for it.</param>
    public static void Write(XmlDictionaryWriter writer, TokenResponse response, TrustProtocol protocol, bool isTyped)
    {
        var prefix = protocol.Trust.Prefix.Value;
        var ns = protocol.Trust.Namespace;
        if (protocol.CollectsResponses)
        {
            writer.WriteStartElement(prefix, SecurityNames.RequestSecurityTokenResponseCollection, ns);
        }

        writer.WriteStartElement(prefix, SecurityNames.RequestSecurityTokenResponse, ns);
        if (response.Context is not null)
        {
            writer.WriteAttributeString(null, SecurityNames.Context, null, response.Context);
        }

        if (response.IsCancelled)
        {
            writer.WriteStartElement(prefix, SecurityNames.RequestedTokenCancelled, ns);
            writer.WriteFullEndElement();
        }
        else
        {
            WriteToken(writer, response, protocol, isTyped);
        }

        writer.WriteEndElement();
        if (protocol.CollectsResponses)
        {
            writer.WriteEndElement();
        }
    }

    private static void WriteToken(XmlDictionaryWriter writer, TokenResponse response, TrustProtocol protocol, bool isTyped)
    {
        var prefix = protocol.Trust.Prefix.Value;
        var ns = protocol.Trust.Namespace;
        writer.WriteXmlnsAttribute(SecurityNames.UtilityPrefix, SecurityNames.Utility);
        TokenRequestWriter.WriteValue(writer, prefix, SecurityNames.TokenType, ns, protocol.ContextTokenType);
        writer.WriteStartElement(prefix, SecurityNames.RequestedSecurityToken, ns);
        ContextTokens.Write(writer, response.Token!.Value, response.TokenId!, response.Cookie, protocol);
        writer.WriteEndElement();
        if (response.AppliesTo is not null)
        {
            using var appliesTo = XmlReader.Create(new StringReader(response.AppliesTo), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit });
            appliesTo.MoveToContent();
            writer.WriteNode(appliesTo, defattr: false);
        }

        writer.WriteStartElement(prefix, SecurityNames.RequestedAttachedReference, ns);
        ContextReferences.WriteById(writer, response.TokenId!, protocol, isTyped);
        writer.WriteEndElement();
        writer.WriteStartElement(prefix, SecurityNames.RequestedUnattachedReference, ns);
        ContextReferences.WriteByName(writer, response.Token.Value, protocol);
        writer.WriteEndElement();
        WriteProof(writer, response, protocol);
        if (response.Entropy is not null)
        {
            TokenRequestWriter.WriteEntropy(writer, response.Entropy, response.EntropyId!, declaresUtility: false, protocol);
        }

        writer.WriteStartElement(prefix, SecurityNames.Lifetime, ns);
        WriteTime(writer, SecurityNames.Created, response.Created);
        WriteTime(writer, SecurityNames.Expires, response.Expires);
        writer.WriteEndElement();
        if (response.KeySize > 0)
        {
            writer.WriteStartElement(prefix, SecurityNames.KeySize, ns);
            writer.WriteValue(response.KeySize);
            writer.WriteEndElement();
        }
    }

    private static void WriteProof(XmlDictionaryWriter writer, TokenResponse response, TrustProtocol protocol)
    {
        if (!response.IsComputed && response.ProofKey is null)
        {
            return;
        }

        var prefix = protocol.Trust.Prefix.Value;
        var ns = protocol.Trust.Namespace;
        writer.WriteStartElement(prefix, SecurityNames.RequestedProofToken, ns);
        if (response.IsComputed)
        {
            TokenRequestWriter.WriteValue(writer, prefix, SecurityNames.ComputedKey, ns, protocol.ComputedKeyAlgorithm);
        }
        else
        {
            TokenRequestWriter.WriteSecret(writer, response.ProofKey!, response.EntropyId!, null, declaresUtility: false, protocol);
        }

        writer.WriteEndElement();
    }

    private static void WriteTime(XmlDictionaryWriter writer, XmlDictionaryString name, DateTime time)
    {
        writer.WriteStartElement(SecurityNames.UtilityPrefix, name, SecurityNames.Utility);
        writer.WriteString(time.ToUniversalTime().ToString(TimeFormat, CultureInfo.InvariantCulture));
        writer.WriteEndElement();
    }
}
