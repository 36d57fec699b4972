using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Xml;

namespace Parley.Security;

/// <content>Timestamps, tokens and confirmations.</content>
internal sealed partial class SecurityHeaderPass
{
    // What WCF takes at most.
    private const int MaxDerivedOffset = 64;
    private const int MaxDerivedLength = 64;
    private const int MaxLabelOrNonce = 128;

    private readonly Dictionary<string, ReceivedToken> _tokens = new(StringComparer.Ordinal);

    private void ReadElement(string? id, in SignablePart part)
    {
        ReceivedToken? token = null;
        using (var reader = Open(part.Form))
        {
            switch (reader.LocalName, reader.NamespaceURI)
            {
                case ("Timestamp", SecurityUris.Wsu):
                    ReadTimestamp(reader, part.Part);
                    return;
                case ("BinarySecurityToken", SecurityUris.Wsse):
                    token = ReadCertificate(reader, id);
                    break;
                case ("UsernameToken", SecurityUris.Wsse):
                    token = ReadUserName(reader, id);
                    break;
                case ("EncryptedKey", SecurityUris.XmlEncryption):
                    token = ReadEncryptedKey(reader, id);
                    break;
                case ("SecurityContextToken", SecurityUris.ScFebruary2005 or SecurityUris.Sc13):
                    token = ReadSecurityContext(reader, id);
                    break;
                case ("DerivedKeyToken", SecurityUris.ScFebruary2005 or SecurityUris.Sc13):
                    token = ReadDerivedKey(reader, id);
                    break;
                case ("ReferenceList", SecurityUris.XmlEncryption):
                    ReadReferenceList(reader, null);
                    return;
                case ("SignatureConfirmation", SecurityUris.Wsse11):
                    _security.Confirmations.Add((part.Part, Convert.FromBase64String(reader.GetAttribute("Value") ?? "")));
                    return;
                case ("Signature", SecurityUris.XmlSignature):
                    _signatures.Add(part);
                    return;
                case ("EncryptedData", SecurityUris.XmlEncryption) when part.Fragment is null:
                    break;
                default:
                    throw Wrong();
            }
        }

        if (token is null)
        {
            ReadEncryptedElement(part);
            return;
        }

        _security.Tokens.Add((part.Part, token));
        if (id is not null)
        {
            _tokens.Add(id, token);
        }
    }

    private void ReadTimestamp(XmlDictionaryReader reader, EnvelopePart part)
    {
        if (_security.Timestamp is not null)
        {
            throw Wrong();
        }

        _security.Timestamp = part;
        reader.ReadStartElement();
        _security.Created = ReadTime(reader, "Created");
        if (reader.MoveToContent() == XmlNodeType.Element)
        {
            _security.Expires = ReadTime(reader, "Expires");
        }

        ReadEnd(reader);
    }

    private static DateTime ReadTime(XmlDictionaryReader reader, string name)
    {
        reader.MoveToContent();
        return XmlConvert.ToDateTime(reader.ReadElementContentAsString(name, SecurityUris.Wsu), XmlDateTimeSerializationMode.Utc);
    }

    private static void ReadEnd(XmlDictionaryReader reader)
    {
        reader.MoveToContent();
        reader.ReadEndElement();
    }

    private ReceivedToken.X509 ReadCertificate(XmlDictionaryReader reader, string? id)
    {
        if (reader.GetAttribute("ValueType") != SecurityUris.X509TokenType || (reader.GetAttribute("EncodingType") ?? SecurityUris.Base64Encoding) != SecurityUris.Base64Encoding)
        {
            throw Wrong();
        }

        var certificate = X509CertificateLoader.LoadCertificate(Convert.FromBase64String(reader.ReadElementContentAsString()));
        _security.Owned.Add(certificate);
        return new ReceivedToken.X509(id, certificate);
    }

    private static ReceivedToken.UserName ReadUserName(XmlDictionaryReader reader, string? id)
    {
        reader.ReadStartElement();
        reader.MoveToContent();
        var name = reader.ReadElementContentAsString("Username", SecurityUris.Wsse);
        var password = "";
        if (reader.MoveToContent() == XmlNodeType.Element)
        {
            if ((reader.GetAttribute("Type") ?? SecurityUris.PasswordText) != SecurityUris.PasswordText)
            {
                throw Wrong();
            }

            password = reader.ReadElementContentAsString("Password", SecurityUris.Wsse);
        }

        ReadEnd(reader);
        return new ReceivedToken.UserName(id, name, password);
    }

    private ReceivedToken.SecurityContext ReadSecurityContext(XmlDictionaryReader reader, string? id)
    {
        var namespaceUri = reader.NamespaceURI;
        reader.ReadStartElement();
        reader.MoveToContent();
        var identifier = reader.ReadElementContentAsString("Identifier", namespaceUri);
        string? instance = null;
        byte[]? cookie = null;
        if (reader.MoveToContent() == XmlNodeType.Element && reader.IsStartElement("Instance", namespaceUri))
        {
            instance = reader.ReadElementContentAsString();
        }

        if (reader.MoveToContent() == XmlNodeType.Element)
        {
            cookie = reader.IsStartElement("Cookie", SecurityUris.MicrosoftSecurity) ? Convert.FromBase64String(reader.ReadElementContentAsString()) : throw Wrong();
        }

        ReadEnd(reader);
        return new ReceivedToken.SecurityContext(id, identifier, instance, resolver.FindSecurityContext(identifier, instance, cookie) ?? throw Wrong());
    }

    private ReceivedToken.DerivedKey ReadDerivedKey(XmlDictionaryReader reader, string? id)
    {
        var namespaceUri = reader.NamespaceURI;
        if (reader.GetAttribute("Algorithm") is { } algorithm && !suite.IsEncryptionKeyDerivationAlgorithmSupported(algorithm))
        {
            throw Wrong();
        }

        reader.ReadStartElement();
        reader.MoveToContent();
        var parent = FindToken(SecurityTokenReference.Read(reader));
        var generation = ReadNumber(reader, "Generation", namespaceUri);
        var offset = ReadNumber(reader, "Offset", namespaceUri);
        var length = ReadNumber(reader, "Length", namespaceUri) ?? 32;
        var label = KeyDerivation.DefaultLabel;
        if (reader.MoveToContent() == XmlNodeType.Element && reader.IsStartElement("Label", namespaceUri))
        {
            label = Encoding.UTF8.GetBytes(reader.ReadElementContentAsString());
        }

        reader.MoveToContent();
        var nonce = Convert.FromBase64String(reader.ReadElementContentAsString("Nonce", namespaceUri));
        ReadEnd(reader);
        if (generation is not null && offset is not null)
        {
            throw Wrong();
        }

        var start = offset ?? checked((generation ?? 0) * length);
        if (parent.Key is null || start > MaxDerivedOffset || length is 0 or > MaxDerivedLength || label.Length > MaxLabelOrNonce || nonce.Length > MaxLabelOrNonce)
        {
            throw Wrong();
        }

        var key = KeyDerivation.DeriveKey(parent.Key, label, nonce, start, length);
        _security.Owned.Add(key);
        return new ReceivedToken.DerivedKey(id, parent, key);
    }

    private static int? ReadNumber(XmlDictionaryReader reader, string name, string namespaceUri) =>
        reader.MoveToContent() == XmlNodeType.Element && reader.IsStartElement(name, namespaceUri)
            ? int.Parse(reader.ReadElementContentAsString(), NumberStyles.None, CultureInfo.InvariantCulture)
            : null;

    /// <summary>The token to which a reference leads: in this header, before the reference, or outside.</summary>
    private ReceivedToken FindToken(SecurityTokenReference reference) => reference.Kind switch
    {
        SecurityTokenReferenceKind.Direct => _tokens.GetValueOrDefault(reference.Text) ?? throw Wrong(),
        SecurityTokenReferenceKind.SecurityContext => new ReceivedToken.SecurityContext(
            null, reference.Text, reference.Instance, resolver.FindSecurityContext(reference.Text, reference.Instance, null) ?? throw Wrong()),
        SecurityTokenReferenceKind.EncryptedKeySha1 => new ReceivedToken.EncryptedKey(
            null, resolver.FindEncryptedKey(reference.Bytes) ?? throw Wrong(), reference.Bytes),
        _ => FindCertificate(reference),
    };

    private ReceivedToken.X509 FindCertificate(SecurityTokenReference reference)
    {
        foreach (var (_, token) in _security.Tokens)
        {
            if (token is ReceivedToken.X509 x509 && reference.Matches(x509.Certificate))
            {
                return x509;
            }
        }

        return new ReceivedToken.X509(null, resolver.FindCertificate(reference) ?? throw Wrong());
    }
}
