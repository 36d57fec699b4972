using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;

namespace Parley.Security.Tests.Algorithms;

/// <summary>What WCF derived, wrapped, encrypted and signed comes out with the keys that were recorded.</summary>
public class RecordedKeyTests
{
    private static readonly XNamespace Enc = "http://www.w3.org/2001/04/xmlenc#";
    private static readonly XNamespace Ds = "http://www.w3.org/2000/09/xmldsig#";

    [Theory]
    [MemberData(nameof(Recording.All), MemberType = typeof(Recording))]
    public void Derived_keys(string conversation)
    {
        var recording = Recording.Load(conversation);
        foreach (var derived in recording.Secrets.Where(secret => secret.Kind == "derived"))
        {
            var nonce = Convert.FromBase64String(derived.Find("nonce")!);
            var offset = int.Parse(derived.Find("offset")!, CultureInfo.InvariantCulture);
            Assert.Contains(recording.Secrets, secret =>
            {
                using var key = SecretKey.FromBytes(secret.Key);
                using var again = KeyDerivation.DeriveKey(key, KeyDerivation.DefaultLabel, nonce, offset, derived.Key.Length);
                return again.Bytes.SequenceEqual(derived.Key);
            });
        }
    }

    [Theory]
    [MemberData(nameof(Recording.OverHttp), MemberType = typeof(Recording))]
    public void Wrapped_keys(string conversation)
    {
        var recording = Recording.Load(conversation);
        using var server = PrivateKey("server");
        using var client = PrivateKey("client");
        using var issuer = PrivateKey("sts");
        foreach (var document in recording.Messages.Values)
        {
            foreach (var element in Parse(document).Descendants(Enc + "EncryptedKey"))
            {
                var identifier = (string)element.Element(Enc + "EncryptionMethod")!.Attribute("Algorithm")!;
                if (AsymmetricKeyWrap.Find(identifier) is { } algorithm)
                {
                    var wrapped = CipherValue(element);
                    var suite = conversation.Contains("tripledes", StringComparison.Ordinal) ? SecurityAlgorithmSuite.TripleDes : SecurityAlgorithmSuite.Basic256;
                    Assert.Contains(new[] { server, client, issuer }, rsa =>
                    {
                        using var key = algorithm.Unwrap(rsa, wrapped, suite);
                        return recording.Secrets.Any(secret => key.Bytes.SequenceEqual(secret.Key));
                    });
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Recording.OverHttp), MemberType = typeof(Recording))]
    public void Encrypted_parts(string conversation)
    {
        var recording = Recording.Load(conversation);
        foreach (var (name, document) in recording.Messages)
        {
            foreach (var element in Parse(document).Descendants(Enc + "EncryptedData"))
            {
                var algorithm = EncryptionAlgorithm.Find((string)element.Element(Enc + "EncryptionMethod")!.Attribute("Algorithm")!)!;
                var encrypted = CipherValue(element);
                var decrypted = new byte[encrypted.Length];
                Assert.Contains(recording.Secrets, secret =>
                {
                    using var key = SecretKey.FromBytes(secret.Key);
                    return algorithm.TryDecrypt(key, encrypted, decrypted, out var written) && recording.Decrypted[name].AsSpan().IndexOf(decrypted.AsSpan(0, written)) >= 0;
                });
            }
        }
    }

    [Theory]
    [MemberData(nameof(Recording.OverHttp), MemberType = typeof(Recording))]
    public void Signatures(string conversation)
    {
        var recording = Recording.Load(conversation);
        using var server = PrivateKey("server");
        using var client = PrivateKey("client");
        using var issuer = PrivateKey("sts");
        foreach (var document in recording.Decrypted.Values)
        {
            foreach (var element in Parse(document).Descendants(Ds + "Signature"))
            {
                var signature = Convert.FromBase64String(element.Element(Ds + "SignatureValue")!.Value);
                var identifier = (string)element.Element(Ds + "SignedInfo")!.Element(Ds + "SignatureMethod")!.Attribute("Algorithm")!;
                var name = Recording.NameOf(signature);
                var form = recording.CanonicalForms.FirstOrDefault(form => form.Key == name || name.StartsWith(form.Key, StringComparison.Ordinal)).Value
                    ?? Canonical.Forms.Canonicalize(Encoding.UTF8.GetBytes(element.Element(Ds + "SignedInfo")!.ToString(SaveOptions.DisableFormatting)));
                if (SymmetricSignature.Find(identifier) is { } symmetric)
                {
                    Assert.Contains(recording.Secrets, secret =>
                    {
                        using var key = SecretKey.FromBytes(secret.Key);
                        return symmetric.Verify(key, form, signature);
                    });
                }
                else if (element.Descendants(Ds + "KeyInfo").Descendants().Any(child => child.Name.LocalName == "KeyIdentifier" && ((string)child.Attribute("ValueType")!).Contains("SAML", StringComparison.Ordinal)))
                {
                    // Signed with a key that is only in the issued token.
                    continue;
                }
                else
                {
                    var asymmetric = AsymmetricSignature.Find(identifier)!;
                    Assert.Contains(new[] { server, client, issuer }, rsa => asymmetric.Verify(rsa, form, signature));
                }
            }
        }
    }

    private static XDocument Parse(byte[] document)
    {
        using var stream = new MemoryStream(document);
        return XDocument.Load(stream, LoadOptions.PreserveWhitespace);
    }

    private static byte[] CipherValue(XElement element) =>
        Convert.FromBase64String(element.Element(Enc + "CipherData")!.Element(Enc + "CipherValue")!.Value);

    private static RSA PrivateKey(string name)
    {
        var rsa = RSA.Create();
        rsa.ImportFromPem(File.ReadAllText(Recording.CertificateFile(name + ".key")));
        return rsa;
    }
}
