using System.Globalization;
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

    // An own certificate and an own signature cost their sender nothing, and the receiver an RSA operation. No sender for good has so many.
    private const int MaxSignatures = 16;
    private const int MaxCertificates = 16;

    private readonly Dictionary<string, ReceivedToken> _tokens = new(StringComparer.Ordinal);

    private Form _timestamp;
    private int _certificates;

    // Keys that were derived of a session's for this message.
    private List<DerivedKeyName>? _derived;

    private void ReadElement(string? id, in SignablePart part)
    {
        var reader = Open(part.Form);
        ReceivedToken token;
        if (reader.Is("DerivedKeyToken"u8, SecurityBytes.Sc13) || reader.Is("DerivedKeyToken"u8, SecurityBytes.ScFebruary2005))
        {
            token = ReadDerivedKey(reader, id);
        }
        else if (reader.Is("SecurityContextToken"u8, SecurityBytes.Sc13) || reader.Is("SecurityContextToken"u8, SecurityBytes.ScFebruary2005))
        {
            token = ReadSecurityContext(reader, id);
        }
        else if (reader.Is("EncryptedData"u8, SecurityBytes.XmlEncryption) && part.Fragment is null)
        {
            ReadEncryptedElement(part);
            return;
        }
        else if (reader.Is("Timestamp"u8, SecurityBytes.Wsu))
        {
            ReadTimestamp(reader, part.Part);
            _timestamp = part.Form;
            return;
        }
        else if (reader.Is("Signature"u8, SecurityBytes.XmlSignature))
        {
            if (_signatures.Count == MaxSignatures)
            {
                throw Wrong();
            }

            _signatures.Add(part);
            return;
        }
        else if (reader.Is("ReferenceList"u8, SecurityBytes.XmlEncryption))
        {
            ReadReferenceList(reader, null);
            return;
        }
        else if (reader.Is("SignatureConfirmation"u8, SecurityBytes.Wsse11))
        {
            _security.Confirmations.Add((part.Part, Convert.FromBase64String(reader.GetAttribute("Value"u8) ?? "")));
            return;
        }
        else if (reader.Is("EncryptedKey"u8, SecurityBytes.XmlEncryption))
        {
            token = ReadEncryptedKey(reader, id);
        }
        else if (reader.Is("BinarySecurityToken"u8, SecurityBytes.Wsse))
        {
            token = ReadCertificate(reader, id);
        }
        else if (reader.Is("UsernameToken"u8, SecurityBytes.Wsse))
        {
            token = ReadUserName(reader, id);
        }
        else
        {
            throw Wrong();
        }

        _security.Tokens.Add((part.Part, token));
        if (id is not null)
        {
            _tokens.Add(id, token);
        }
    }

    private void ReadTimestamp(FormReader reader, EnvelopePart part)
    {
        if (_security.Timestamp is not null)
        {
            throw Wrong();
        }

        _security.Timestamp = part;
        reader.MoveToChild("Created"u8, SecurityBytes.Wsu);
        _security.Created = ReadTime(reader);
        if (reader.MoveToChild())
        {
            _security.Expires = reader.Is("Expires"u8, SecurityBytes.Wsu) ? ReadTime(reader) : throw Wrong();
            reader.Leave();
        }
    }

    private static DateTime ReadTime(FormReader reader) => XmlConvert.ToDateTime(reader.ReadString(), XmlDateTimeSerializationMode.Utc);

    private ReceivedToken.X509 ReadCertificate(FormReader reader, string? id)
    {
        if (++_certificates > MaxCertificates
            || !reader.TryGetAttribute("ValueType"u8, out var type) || SecurityBytes.Text(type) != SecurityUris.X509TokenType
            || (reader.TryGetAttribute("EncodingType"u8, out var encoding) && SecurityBytes.Text(encoding) != SecurityUris.Base64Encoding))
        {
            throw Wrong();
        }

        return LoadCertificate(id, reader.ReadBase64());
    }

    private ReceivedToken.X509 LoadCertificate(string? id, byte[] bytes)
    {
        var certificate = X509CertificateLoader.LoadCertificate(bytes);
        _security.Owned.Add(certificate);
        return new ReceivedToken.X509(id, certificate);
    }

    private static ReceivedToken.UserName ReadUserName(FormReader reader, string? id)
    {
        reader.MoveToChild("Username"u8, SecurityBytes.Wsse);
        var name = reader.ReadString();
        var password = "";
        if (reader.MoveToChild())
        {
            if (!reader.Is("Password"u8, SecurityBytes.Wsse)
                || (reader.TryGetAttribute("Type"u8, out var type) && SecurityBytes.Text(type) != SecurityUris.PasswordText))
            {
                throw Wrong();
            }

            password = reader.ReadString();
            reader.Leave();
        }

        return new ReceivedToken.UserName(id, name, password);
    }

    private ReceivedToken.SecurityContext ReadSecurityContext(FormReader reader, string? id)
    {
        // Its children are of the same version.
        var version = reader.Namespace.SequenceEqual(SecurityBytes.Sc13) ? SecurityBytes.Sc13 : SecurityBytes.ScFebruary2005;
        reader.MoveToChild("Identifier"u8, version);
        var identifier = reader.ReadString();
        string? instance = null;
        byte[]? cookie = null;
        var more = reader.MoveToChild();
        if (more && reader.Is("Instance"u8, version))
        {
            instance = reader.ReadString();
            more = reader.MoveToChild();
        }

        if (more)
        {
            cookie = reader.Is("Cookie"u8, SecurityBytes.MicrosoftSecurity) ? reader.ReadBase64() : throw Wrong();
            notes?.IsUnusual = true;
            reader.Leave();
        }

        return new ReceivedToken.SecurityContext(id, identifier, instance, resolver.FindSecurityContext(identifier, instance, cookie) ?? throw Wrong());
    }

    private ReceivedToken.DerivedKey ReadDerivedKey(FormReader reader, string? id)
    {
        var version = reader.Namespace.SequenceEqual(SecurityBytes.Sc13) ? SecurityBytes.Sc13 : SecurityBytes.ScFebruary2005;
        if (reader.TryGetAttribute("Algorithm"u8, out var algorithm) && !suite.IsEncryptionKeyDerivationAlgorithmSupported(FormReader.Unescape(algorithm)))
        {
            throw Wrong();
        }

        reader.RequireChild();
        var parent = FindToken(SecurityTokenReference.Read(reader));
        reader.RequireChild();
        var generation = ReadNumber(reader, "Generation"u8, version);
        var offset = ReadNumber(reader, "Offset"u8, version);
        var length = ReadNumber(reader, "Length"u8, version) ?? 32;
        byte[]? label = null;
        if (reader.Is("Label"u8, version))
        {
            label = Encoding.UTF8.GetBytes(reader.ReadString());
            reader.RequireChild();
        }

        var nonce = reader.Is("Nonce"u8, version) ? reader.ReadBase64() : throw Wrong();
        reader.Leave();
        if (generation is not null && offset is not null)
        {
            throw Wrong();
        }

        var start = offset ?? checked((generation ?? 0) * length);
        if (parent.Key is null || start > MaxDerivedOffset || length is 0 or > MaxDerivedLength || label?.Length > MaxLabelOrNonce || nonce.Length > MaxLabelOrNonce)
        {
            throw Wrong();
        }

        var token = new ReceivedToken.DerivedKey(id, parent, DeriveKey(parent, label, nonce, start, length));
        if (notes is not null)
        {
            notes.IsUnusual |= label is not null;
            notes.DerivedKeys.Add((token, Convert.ToBase64String(nonce), start, length));
        }

        return token;
    }

    /// <summary>A session's peer derives the same keys for each message: they are kept with the session's key once they have proved right.</summary>
    private SecretKey DeriveKey(ReceivedToken parent, byte[]? label, byte[] nonce, int start, int length)
    {
        var isSession = parent is ReceivedToken.SecurityContext && label is null;
        if (isSession && parent.Key!.FindDerived(nonce, start, length) is { } known)
        {
            return known;
        }

        var key = KeyDerivation.DeriveKey(parent.Key!, label ?? KeyDerivation.DefaultLabel, nonce, start, length);
        if (isSession)
        {
            (_derived ??= []).Add(new DerivedKeyName(parent.Key!, nonce, start, key));
        }

        _security.Owned.Add(key);
        return key;
    }

    private void KeepDerivedKeys()
    {
        foreach (var derived in _derived ?? [])
        {
            if (derived.Parent.TryKeepDerived(derived.Nonce, derived.Offset, derived.Key))
            {
                _security.Owned.Remove(derived.Key);
            }
        }
    }

    private static int? ReadNumber(FormReader reader, ReadOnlySpan<byte> name, ReadOnlySpan<byte> namespaceUri)
    {
        if (!reader.Is(name, namespaceUri))
        {
            return null;
        }

        var number = int.Parse(reader.ReadContent(), NumberStyles.None, CultureInfo.InvariantCulture);
        reader.RequireChild();
        return number;
    }

    /// <summary>The token to which a reference leads: in this header, before the reference, or outside.</summary>
    private ReceivedToken FindToken(SecurityTokenReference reference) => reference.Kind switch
    {
        SecurityTokenReferenceKind.Direct => _tokens.GetValueOrDefault(reference.Text) ?? throw Wrong(),
        SecurityTokenReferenceKind.SecurityContext => new ReceivedToken.SecurityContext(
            null, reference.Text, reference.Instance, resolver.FindSecurityContext(reference.Text, reference.Instance, null) ?? throw Wrong()),
        SecurityTokenReferenceKind.EncryptedKeySha1 => new ReceivedToken.EncryptedKey(
            null, resolver.FindEncryptedKey(reference.Bytes) ?? throw Wrong(), reference.Bytes),
        SecurityTokenReferenceKind.Certificate => LoadCertificate(null, reference.Bytes),
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

    private readonly record struct DerivedKeyName(SecretKey Parent, byte[] Nonce, int Offset, SecretKey Key);
}
