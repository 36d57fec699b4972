using System.Security.Claims;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Xml;
using Parley.Channels.Tests;
using Parley.IdentityModel.Protocols.WSTrust;
using Parley.IdentityModel.Tokens;

namespace Parley.Claims.Tests.Saml;

/// <summary>A token service, an application that trusts it, and a clock.</summary>
internal sealed class SamlWorld
{
    public const string Saml11 = "urn:oasis:names:tc:SAML:1.0:assertion";
    public const string Saml20 = "urn:oasis:names:tc:SAML:2.0:assertion";
    public const string Realm = "https://app.example/";
    public const string Service = "http://sts.example/trust";
    public const string ServiceName = "the service";

    public static readonly X509Certificate2 ServiceCertificate = NewCertificate("sts.example");
    public static readonly X509Certificate2 OtherCertificate = NewCertificate("sts.example");
    public static readonly X509Certificate2 ApplicationCertificate = NewCertificate("app.example");

    public SamlWorld()
    {
        Configuration = new SecurityTokenHandlerConfiguration { TimeProvider = Time };
        Configuration.AudienceRestriction.AllowedAudienceUris.Add(new Uri(Realm));
        Configuration.ServiceCertificates.Add(ApplicationCertificate);
        Registry = (ConfigurationBasedIssuerNameRegistry)Configuration.IssuerNameRegistry;
        Registry.AddTrustedIssuer(ServiceCertificate.Thumbprint, ServiceName);
        Handlers = SecurityTokenHandlerCollection.CreateDefaultSecurityTokenHandlerCollection(Configuration);
    }

    public static TheoryData<string> Versions => [Saml11, Saml20];

    public ManualTimeProvider Time { get; } = new();

    public SecurityTokenHandlerConfiguration Configuration { get; }

    public ConfigurationBasedIssuerNameRegistry Registry { get; }

    public SecurityTokenHandlerCollection Handlers { get; }

    public DateTime Now => Time.GetUtcNow().UtcDateTime;

    public static X509Certificate2 NewCertificate(string name)
    {
        using var key = RSA.Create(2048);
        return new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
    }

    public static ClaimsIdentity Alice() => new(
    [
        new Claim(ClaimTypes.NameIdentifier, "alice@example"),
        new Claim(ClaimTypes.Name, "alice"),
        new Claim(ClaimTypes.Role, "member"),
        new Claim(ClaimTypes.Role, "editor"),
        new Claim("http://schemas.example/claims/age", "42", ClaimValueTypes.Integer),
    ]);

    public SecurityTokenDescriptor Descriptor(string version, ClaimsIdentity? subject = null) => new()
    {
        TokenType = version,
        Subject = subject ?? Alice(),
        TokenIssuerName = Service,
        AppliesToAddress = Realm,
        Lifetime = new Lifetime(Now, Now.AddHours(1)),
        SigningCredentials = new X509SigningCredentials(ServiceCertificate),
    };

    public string Issue(string version, ClaimsIdentity? subject = null) => Issue(Descriptor(version, subject));

    public string Issue(SecurityTokenDescriptor descriptor) => Write(Handlers.CreateToken(descriptor));

    public string Write(SecurityToken token)
    {
        var text = new StringBuilder();
        using (var writer = XmlWriter.Create(text, new XmlWriterSettings { OmitXmlDeclaration = true }))
        {
            Handlers.WriteToken(writer, token);
        }

        return text.ToString();
    }

    public SecurityToken Read(string xml)
    {
        using var reader = XmlReader.Create(new StringReader(xml), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit });
        return Handlers.ReadToken(reader);
    }

    public ClaimsIdentity Take(string xml, SecurityTokenValidationContext? context = null)
    {
        var token = Read(xml);
        return Assert.Single(context is null ? Handlers.ValidateToken(token) : Handlers.ValidateToken(token, context));
    }

    /// <summary>Signs an assertion that was written by hand; NOW, SOON and BEFORE in it are times.</summary>
    public string Sign(string assertion, TestSignature? signature = null)
    {
        string At(double minutes) => XmlConvert.ToString(Now.AddMinutes(minutes), XmlDateTimeSerializationMode.Utc);
        var document = new XmlDocument { PreserveWhitespace = true };
        document.LoadXml(assertion.Replace("NOW", At(0), StringComparison.Ordinal).Replace("SOON", At(60), StringComparison.Ordinal).Replace("BEFORE", At(-60), StringComparison.Ordinal));
        (signature ?? new TestSignature()).AddTo(document);
        return document.OuterXml;
    }
}
