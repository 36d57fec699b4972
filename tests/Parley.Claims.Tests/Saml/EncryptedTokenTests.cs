using System.Security.Claims;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Xml;
using Parley.IdentityModel.Tokens;

namespace Parley.Claims.Tests.Saml;

/// <summary>Tokens that are encrypted, whole or in part.</summary>
public sealed class EncryptedTokenTests
{
    private const string Xenc = "http://www.w3.org/2001/04/xmlenc#";
    private const string Oaep = Xenc + "rsa-oaep-mgf1p";
    private const string Oaep11 = "http://www.w3.org/2009/xmlenc11#rsa-oaep";
    private const string Sha1 = "http://www.w3.org/2000/09/xmldsig#sha1";
    private const string Sha256 = Xenc + "sha256";
    private const string Mgf1 = "http://www.w3.org/2009/xmlenc11#mgf1";

    private readonly SamlWorld _world = new();

    public static TheoryData<string, string> Algorithms
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (var algorithm in (string[])[Xenc + "aes128-cbc", Xenc + "aes192-cbc", Xenc + "aes256-cbc", "http://www.w3.org/2009/xmlenc11#aes128-gcm", "http://www.w3.org/2009/xmlenc11#aes256-gcm"])
            {
                cases.Add(SamlWorld.Saml11, algorithm);
                cases.Add(SamlWorld.Saml20, algorithm);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void An_encrypted_token_is_read_by_the_one_it_is_for(string version, string algorithm)
    {
        var issued = Issue(version, algorithm);

        Assert.StartsWith(version == SamlWorld.Saml11 ? "<xenc:EncryptedData" : "<EncryptedAssertion", issued, StringComparison.Ordinal);
        Assert.DoesNotContain("alice", issued, StringComparison.Ordinal);
        Assert.Equal("alice", _world.Take(issued).Name);

        _world.Configuration.SaveBootstrapContext = true;
        Assert.Equal("alice", _world.Take(((BootstrapContext)_world.Take(issued).BootstrapContext!).Token!).Name);
    }

    [Fact]
    public void Several_certificates_of_the_application_are_tried_and_without_the_right_one_the_token_is_refused()
    {
        var issued = Issue(SamlWorld.Saml20, Xenc + "aes256-cbc");
        _world.Configuration.ServiceCertificates.Insert(0, SamlWorld.OtherCertificate);
        Assert.Equal("alice", _world.Take(issued).Name);

        _world.Configuration.ServiceCertificates.RemoveAt(1);
        Assert.Throws<EncryptedTokenDecryptionFailedException>(() => _world.Take(issued));
        _world.Configuration.ServiceCertificates.Clear();
        Assert.Throws<EncryptedTokenDecryptionFailedException>(() => _world.Take(issued));
    }

    [Theory]
    [InlineData(Oaep, null, null, "SHA1", true)]
    [InlineData(Oaep, Sha1, null, "SHA1", true)]
    [InlineData(Oaep11, Sha1, null, "SHA1", true)]
    [InlineData(Oaep11, Sha256, Mgf1 + "sha256", "SHA256", true)]
    [InlineData(Oaep11, Xenc + "sha512", Mgf1 + "sha512", "SHA512", true)]
    [InlineData(Oaep11, Sha256, Mgf1 + "sha1", "SHA256", false)]
    [InlineData(Xenc + "rsa-1_5", null, null, null, false)]
    [InlineData(Xenc + "kw-aes128", null, null, null, false)]
    public void A_key_is_unwrapped_by_OAEP_with_one_hash_and_by_nothing_else(string algorithm, string? digest, string? mask, string? hash, bool passes)
    {
        var padding = hash is null ? RSAEncryptionPadding.Pkcs1 : RSAEncryptionPadding.CreateOaep(new HashAlgorithmName(hash));
        var encrypted = Encrypt(_world.Issue(SamlWorld.Saml20), algorithm, digest, mask, padding);

        if (passes)
        {
            Assert.Equal("alice", _world.Take(encrypted).Name);
        }
        else
        {
            Assert.Throws<EncryptedTokenDecryptionFailedException>(() => _world.Take(encrypted));
        }
    }

    [Fact]
    public void A_key_beside_the_encrypted_data_is_found()
    {
        var inside = Encrypt(_world.Issue(SamlWorld.Saml20), Oaep, null, null, RSAEncryptionPadding.OaepSHA1);
        Assert.Equal("alice", _world.Take(inside).Name);
        var document = new XmlDocument();
        document.LoadXml($"<EncryptedAssertion xmlns='{SamlWorld.Saml20}'>{inside}</EncryptedAssertion>");
        Assert.Equal("alice", _world.Take(document.OuterXml).Name);
        document.DocumentElement!.AppendChild(document.GetElementsByTagName("EncryptedKey", Xenc)[0]!);

        Assert.Equal("alice", _world.Take(document.OuterXml).Name);
    }

    [Fact]
    public void An_encrypted_name_and_an_encrypted_attribute_within_a_signed_token_are_decrypted()
    {
        string Part(string xml) => Encrypt(xml, Oaep, null, null, RSAEncryptionPadding.OaepSHA1);
        var assertion = SamlValidationTests.Assertion(
            "<SubjectConfirmation Method='urn:oasis:names:tc:SAML:2.0:cm:bearer'/>", "<Conditions><AudienceRestriction><Audience>https://app.example/</Audience></AudienceRestriction></Conditions>");
        var hidden = assertion
            .Replace("<NameID>alice</NameID>", $"<EncryptedID>{Part($"<NameID xmlns='{SamlWorld.Saml20}' Format='urn:f'>secret</NameID>")}</EncryptedID>", StringComparison.Ordinal)
            .Replace("</AttributeStatement>", $"<EncryptedAttribute>{Part($"<Attribute xmlns='{SamlWorld.Saml20}' Name='n'><AttributeValue>v</AttributeValue></Attribute>")}</EncryptedAttribute></AttributeStatement>", StringComparison.Ordinal);

        var identity = _world.Take(_world.Sign(hidden));

        Assert.Equal("secret", identity.FindFirst(ClaimTypes.NameIdentifier)?.Value);
        Assert.Equal("v", identity.FindFirst("n")?.Value);
        Assert.Equal("alice", identity.Name);
        var wrong = assertion.Replace("<NameID>alice</NameID>", $"<EncryptedID>{Part($"<Issuer xmlns='{SamlWorld.Saml20}'>secret</Issuer>")}</EncryptedID>", StringComparison.Ordinal);
        Assert.Throws<XmlException>(() => _world.Take(_world.Sign(wrong)));
    }

    [Theory]
    [InlineData(Xenc + "aes256-cbc")]
    [InlineData("http://www.w3.org/2009/xmlenc11#aes256-gcm")]
    public void Whatever_is_changed_in_an_encrypted_token_the_refusal_is_the_same(string algorithm)
    {
        var document = new XmlDocument { PreserveWhitespace = true };
        document.LoadXml(Issue(SamlWorld.Saml20, algorithm));
        Assert.Equal("alice", _world.Take(document.OuterXml).Name);
        var messages = new HashSet<string>();
        foreach (XmlNode value in document.GetElementsByTagName("CipherValue", Xenc))
        {
            var text = value.InnerText;
            var bytes = Convert.FromBase64String(text);
            for (var at = 0; at < bytes.Length; at += Math.Max(1, bytes.Length / 60))
            {
                var changed = bytes.ToArray();
                changed[at] ^= 0x21;
                value.InnerText = Convert.ToBase64String(changed);
                messages.Add(Assert.Throws<EncryptedTokenDecryptionFailedException>(() => _world.Take(document.OuterXml)).Message);
            }

            foreach (var short1 in (int[])[0, 1, 16, bytes.Length - 1])
            {
                value.InnerText = Convert.ToBase64String(bytes[..short1]);
                messages.Add(Assert.Throws<EncryptedTokenDecryptionFailedException>(() => _world.Take(document.OuterXml)).Message);
            }

            value.InnerText = text;
        }

        // What is in it is no token, is not signed, is signed by somebody else.
        var descriptor = _world.Descriptor(SamlWorld.Saml20);
        descriptor.SigningCredentials = new X509SigningCredentials(SamlWorld.OtherCertificate);
        foreach (var content in (string[])["<x/>", "no xml", _world.Issue(SamlWorld.Saml20).Replace("alice", "mallory", StringComparison.Ordinal), _world.Issue(descriptor), document.OuterXml])
        {
            var encrypted = Encrypt(content, Oaep, null, null, RSAEncryptionPadding.OaepSHA1);
            messages.Add(Assert.Throws<EncryptedTokenDecryptionFailedException>(() => _world.Take(encrypted)).Message);
        }

        Assert.Single(messages);
    }

    private string Issue(string version, string algorithm)
    {
        var descriptor = _world.Descriptor(version);
        descriptor.EncryptingCredentials = new X509EncryptingCredentials(SamlWorld.ApplicationCertificate, algorithm);
        return _world.Issue(descriptor);
    }

    // Encrypted by hand: AES of 256 bits (CBC).
    private static string Encrypt(string xml, string keyAlgorithm, string? digest, string? mask, RSAEncryptionPadding padding)
    {
        using var aes = Aes.Create();
        using var recipient = SamlWorld.ApplicationCertificate.GetRSAPublicKey()!;
        byte[] cipher = [.. aes.IV, .. aes.EncryptCbc(Encoding.UTF8.GetBytes(xml), aes.IV)];
        var method = (digest is null ? "" : $"<d:DigestMethod Algorithm='{digest}'/>") + (mask is null ? "" : $"<x:MGF xmlns:x='http://www.w3.org/2009/xmlenc11#' Algorithm='{mask}'/>");
        return $"""
            <EncryptedData xmlns="{Xenc}" xmlns:d="http://www.w3.org/2000/09/xmldsig#"><EncryptionMethod Algorithm="{Xenc}aes256-cbc"/><d:KeyInfo>
            <EncryptedKey><EncryptionMethod Algorithm="{keyAlgorithm}">{method}</EncryptionMethod><CipherData><CipherValue>{Convert.ToBase64String(recipient.Encrypt(aes.Key, padding))}</CipherValue></CipherData></EncryptedKey>
            </d:KeyInfo><CipherData><CipherValue>{Convert.ToBase64String(cipher)}</CipherValue></CipherData></EncryptedData>
            """;
    }
}
