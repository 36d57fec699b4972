using System.Net;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Xml;
using Parley.Channels.Tests;
using Parley.Claims.Tests.Saml;
using Parley.IdentityModel.Protocols.WSTrust;
using Parley.IdentityModel.Tokens;

namespace Parley.Claims.Tests.WSFederation;

/// <summary>A token service of the test: it makes answers to sign-ins, right and wrong ones, and serves its metadata.</summary>
internal sealed class TokenService(ManualTimeProvider time) : HttpMessageHandler
{
    public const string Name = "https://sts.example/trust";

    /// <summary>The certificate that signs, and that the metadata names.</summary>
    public X509Certificate2 Certificate { get; set; } = NewCertificate();

    /// <summary>How often its metadata was fetched.</summary>
    public int Fetched { get; private set; }

    public static X509Certificate2 NewCertificate()
    {
        using var key = RSA.Create(2048);
        return new CertificateRequest("CN=Token service", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(100));
    }

    /// <summary>An answer: wresult.</summary>
    public string Answer(string user, string audience = WSFederationTests.Realm, bool isSaml2 = true, TimeSpan? begins = null, bool isCollection = true, X509Certificate2? signer = null)
    {
        var handlers = SecurityTokenHandlerCollection.CreateDefaultSecurityTokenHandlerCollection(new SecurityTokenHandlerConfiguration { TimeProvider = time });
        var from = time.GetUtcNow().UtcDateTime + (begins ?? TimeSpan.Zero);
        var descriptor = new SecurityTokenDescriptor
        {
            Subject = new ClaimsIdentity([new Claim(System.Security.Claims.ClaimTypes.Name, user), new Claim(System.Security.Claims.ClaimTypes.Role, "admin")], "Federation"),
            TokenIssuerName = Name,
            AppliesToAddress = audience,
            Lifetime = new Lifetime(from, from.AddHours(1)),
            SigningCredentials = new X509SigningCredentials(signer ?? Certificate),
            TokenType = isSaml2 ? "urn:oasis:names:tc:SAML:2.0:assertion" : "urn:oasis:names:tc:SAML:1.0:assertion",
        };
        var text = new StringBuilder();
        using (var writer = XmlWriter.Create(text, new XmlWriterSettings { OmitXmlDeclaration = true }))
        {
            handlers.WriteToken(writer, handlers.CreateToken(descriptor));
        }

        return Wrap(text.ToString(), isCollection);
    }

    /// <summary>An answer whose token names the address that it was sent to.</summary>
    public string AnswerTo(string recipient)
    {
        Certificate = SamlWorld.ServiceCertificate;
        var confirmation = $"<SubjectConfirmation Method='urn:oasis:names:tc:SAML:2.0:cm:bearer'><SubjectConfirmationData Recipient='{recipient}' NotOnOrAfter='SOON'/></SubjectConfirmation>";
        var conditions = $"<Conditions NotOnOrAfter='SOON'><AudienceRestriction><Audience>{WSFederationTests.Realm}</Audience></AudienceRestriction></Conditions>";
        return Wrap(new SamlWorld().Sign(SamlValidationTests.Assertion(confirmation, conditions).Replace(SamlWorld.Service, Name, StringComparison.Ordinal)), isCollection: true);
    }

    private static string Wrap(string token, bool isCollection)
    {
        var trust = isCollection ? "http://docs.oasis-open.org/ws-sx/ws-trust/200512" : "http://schemas.xmlsoap.org/ws/2005/02/trust";
        var response = $"<t:RequestSecurityTokenResponse xmlns:t=\"{trust}\"><t:Lifetime/><t:RequestedSecurityToken>{token}</t:RequestedSecurityToken><t:TokenType>x</t:TokenType></t:RequestSecurityTokenResponse>";
        return isCollection ? $"<t:RequestSecurityTokenResponseCollection xmlns:t=\"{trust}\">{response}</t:RequestSecurityTokenResponseCollection>" : response;
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Fetched++;
        var metadata = $"""
            <EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="{Name}">
              <RoleDescriptor xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:fed="http://docs.oasis-open.org/wsfed/federation/200706" xsi:type="fed:SecurityTokenServiceType" protocolSupportEnumeration="x">
                <KeyDescriptor use="signing"><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>{Convert.ToBase64String(Certificate.RawData)}</X509Certificate></X509Data></KeyInfo></KeyDescriptor>
                <fed:PassiveRequestorEndpoint><EndpointReference xmlns="http://www.w3.org/2005/08/addressing"><Address>https://sts.example/login</Address></EndpointReference></fed:PassiveRequestorEndpoint>
              </RoleDescriptor>
            </EntityDescriptor>
            """;
        return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(metadata, Encoding.UTF8, "application/samlmetadata+xml") });
    }
}
