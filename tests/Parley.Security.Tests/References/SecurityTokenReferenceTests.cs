using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Xml;
using Parley.Security.Tests.Exchange;
using Parley.Security.Tokens;

namespace Parley.Security.Tests.References;

/// <summary>Every form in which a token is referred to.</summary>
public class SecurityTokenReferenceTests
{
    private static X509Certificate2 Certificate => TestCredentials.Alice;

    public static TheoryData<string, string> FormsOfCertificates => new()
    {
        { nameof(SecurityTokenReferenceKind.Thumbprint), $"<o:KeyIdentifier ValueType=\"{SecurityUris.ThumbprintType}\">{Base64(Certificate.GetCertHash())}</o:KeyIdentifier>" },
        { nameof(SecurityTokenReferenceKind.SubjectKeyIdentifier), $"<o:KeyIdentifier ValueType=\"{SecurityUris.SubjectKeyIdentifierType}\">{Base64(SubjectKey)}</o:KeyIdentifier>" },
        { nameof(SecurityTokenReferenceKind.Certificate), $"<o:KeyIdentifier ValueType=\"{SecurityUris.X509TokenType}\">{Base64(Certificate.RawData)}</o:KeyIdentifier>" },
        { nameof(SecurityTokenReferenceKind.IssuerSerial), $"<d:X509Data><d:X509IssuerSerial><d:X509IssuerName>{Certificate.Issuer}</d:X509IssuerName><d:X509SerialNumber>{Serial}</d:X509SerialNumber></d:X509IssuerSerial></d:X509Data>" },
        { nameof(SecurityTokenReferenceKind.Certificate), $"<d:X509Data><d:X509Certificate>{Base64(Certificate.RawData)}</d:X509Certificate></d:X509Data>" },
        { nameof(SecurityTokenReferenceKind.SubjectKeyIdentifier), $"<d:X509Data><d:X509SKI>{Base64(SubjectKey)}</d:X509SKI></d:X509Data>" },
    };

    private static byte[] SubjectKey => Certificate.Extensions.OfType<X509SubjectKeyIdentifierExtension>().Single().SubjectKeyIdentifierBytes.ToArray();

    private static string Serial => new BigInteger(Certificate.SerialNumberBytes.Span, isUnsigned: true, isBigEndian: true).ToString(CultureInfo.InvariantCulture);

    [Theory]
    [MemberData(nameof(FormsOfCertificates))]
    public void A_certificate_is_named_by_what_only_it_has(string kind, string form)
    {
        var reference = Read(form);
        Assert.Equal(kind, reference.Kind.ToString());
        Assert.True(reference.Matches(Certificate));
        Assert.False(reference.Matches(TestCredentials.Mallory));
    }

    [Theory]
    [InlineData(X509KeyIdentifierClauseType.Thumbprint)]
    [InlineData(X509KeyIdentifierClauseType.SubjectKeyIdentifier)]
    [InlineData(X509KeyIdentifierClauseType.IssuerSerial)]
    [InlineData(X509KeyIdentifierClauseType.RawDataKeyIdentifier)]
    [InlineData(X509KeyIdentifierClauseType.Any)]
    public void What_is_written_of_a_certificate_is_read_again(X509KeyIdentifierClauseType kind)
    {
        foreach (var version in new[] { MessageSecurityVersion.Default, Modes.Security10 })
        {
            var element = Modes.Create("AnonymousForCertificate");
            element.MessageSecurityVersion = version;
            using var stream = new MemoryStream();
            using (var writer = XmlDictionaryWriter.CreateTextWriter(stream, Encoding.UTF8, ownsStream: false))
            {
                CertificateReferences.Create(Certificate, kind, ProtectionProfile.Create(element, isClient: true)).Write(writer);
            }

            using var reader = XmlDictionaryReader.CreateTextReader(stream.ToArray(), XmlDictionaryReaderQuotas.Max);
            reader.MoveToContent();
            Assert.True(SecurityTokenReference.Read(reader).Matches(Certificate));
        }
    }

    [Fact]
    public void A_token_in_the_message_is_named_by_its_identifier()
    {
        var reference = Read("<o:Reference URI=\"#token-1\"/>");
        Assert.Equal((SecurityTokenReferenceKind.Direct, "token-1"), (reference.Kind, reference.Text));
    }

    [Theory]
    [InlineData("http://schemas.xmlsoap.org/ws/2005/02/sc")]
    [InlineData("http://docs.oasis-open.org/ws-sx/ws-secureconversation/200512")]
    public void A_security_context_is_named_by_its_identifier_and_the_generation_of_its_key(string ns)
    {
        var first = Read($"<o:Reference URI=\"urn:uuid:1\" ValueType=\"{ns}/sct\"/>");
        Assert.Equal((SecurityTokenReferenceKind.SecurityContext, "urn:uuid:1", null), (first.Kind, first.Text, first.Instance));
        var renewed = Read($"<o:Reference URI=\"urn:uuid:1\" ValueType=\"{ns}/sct\" c:Instance=\"urn:uuid:2\" xmlns:c=\"{ns}\"/>");
        Assert.Equal("urn:uuid:2", renewed.Instance);
    }

    [Fact]
    public void The_key_of_a_request_is_named_by_the_hash_of_what_was_sent()
    {
        var hash = SHA1.HashData("cipher"u8);
        var reference = Read($"<o:KeyIdentifier ValueType=\"{SecurityUris.EncryptedKeySha1Type}\">{Base64(hash)}</o:KeyIdentifier>");
        Assert.Equal(SecurityTokenReferenceKind.EncryptedKeySha1, reference.Kind);
        Assert.Equal(hash, reference.Bytes);
    }

    [Theory]
    [InlineData("<o:KeyIdentifier ValueType=\"urn:other\">AAAA</o:KeyIdentifier>")]
    [InlineData("<o:KeyIdentifier>AAAA</o:KeyIdentifier>")]
    [InlineData("<o:Reference/>")]
    [InlineData("<d:KeyName>alice</d:KeyName>")]
    [InlineData("<d:X509Data><d:X509SubjectName>CN=alice</d:X509SubjectName></d:X509Data>")]
    [InlineData("<d:X509Data><d:X509Certificate>AAAA</d:X509Certificate><d:X509SKI>AAAA</d:X509SKI></d:X509Data>")]
    [InlineData("<d:X509Data/>")]
    [InlineData("<o:Reference URI=\"#a\"/><o:Reference URI=\"#b\"/>")]
    [InlineData("")]
    public void Other_forms_and_two_at_once_are_refused(string form) => Assert.Throws<XmlException>(() => Read(form));

    private static string Base64(byte[] bytes) => Convert.ToBase64String(bytes);

    private static SecurityTokenReference Read(string form)
    {
        var text = $"<o:SecurityTokenReference xmlns:o=\"{SecurityUris.Wsse}\" xmlns:d=\"{SecurityUris.XmlSignature}\">{form}</o:SecurityTokenReference>";
        using var reader = XmlDictionaryReader.CreateTextReader(Encoding.UTF8.GetBytes(text), XmlDictionaryReaderQuotas.Max);
        reader.MoveToContent();
        return SecurityTokenReference.Read(reader);
    }
}
