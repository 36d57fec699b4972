using System.Security.Claims;
using System.Text;
using System.Xml;
using Parley.IdentityModel.Tokens;

namespace Parley.Claims.Tests.Saml;

/// <summary>What tokens of both versions say, written and read.</summary>
public sealed class SamlTokenTests
{
    private readonly SamlWorld _world = new();

    public static TheoryData<string> Versions => SamlWorld.Versions;

    [Theory]
    [MemberData(nameof(Versions))]
    public void All_claims_of_an_issued_token_come_back_with_the_registrys_name_as_their_issuer(string version)
    {
        var subject = SamlWorld.Alice();
        subject.AddClaim(new Claim(ClaimTypes.Email, "a@x", ClaimValueTypes.String, "LOCAL AUTHORITY", "elsewhere"));
        subject.AddClaim(new Claim("http://schemas.example/claims/odd", "é€😀\r\n\t <&>\"'", "urn:no-xml-type"));
        subject.AddClaim(new Claim("http://schemas.example/claims/own", "v", "http://schemas.example/types#shade"));

        var identity = _world.Take(_world.Issue(version, subject));

        Assert.Equal("Federation", identity.AuthenticationType);
        Assert.Equal("alice", identity.Name);
        Assert.True(identity.HasClaim(identity.RoleClaimType, "editor"));
        Assert.All(identity.Claims, static claim => Assert.Equal(SamlWorld.ServiceName, claim.Issuer));
        Assert.Equal(
            subject.Claims.Select(static claim => $"{claim.Type}={claim.Value}|{(claim.ValueType == "urn:no-xml-type" ? ClaimValueTypes.String : claim.ValueType)}|{claim.OriginalIssuer}".Replace("LOCAL AUTHORITY", SamlWorld.ServiceName, StringComparison.Ordinal)),
            identity.Claims.Select(static claim => $"{claim.Type}={claim.Value}|{claim.ValueType}|{claim.OriginalIssuer}"));
    }

    [Fact]
    public void The_name_of_a_subject_keeps_its_format_and_qualifiers()
    {
        const string Properties = "http://schemas.xmlsoap.org/ws/2005/05/identity/claimproperties/";
        var name = new Claim(ClaimTypes.NameIdentifier, "x");
        foreach (var property in new[] { "format", "namequalifier", "spnamequalifier", "spprovidedid" })
        {
            name.Properties[Properties + property] = "urn:" + property;
        }

        var read20 = _world.Take(_world.Issue(SamlWorld.Saml20, new ClaimsIdentity([name]))).Claims.Single();
        var attribute = new Claim(ClaimTypes.Name, "alice");
        attribute.Properties[Properties + "attributename"] = "urn:oasis:names:tc:SAML:2.0:attrname-format:uri";
        attribute.Properties[Properties + "displayname"] = "Name";
        var read11 = _world.Take(_world.Issue(SamlWorld.Saml11, new ClaimsIdentity([name]))).FindFirst(ClaimTypes.NameIdentifier)!;
        var readAttribute = _world.Take(_world.Issue(SamlWorld.Saml20, new ClaimsIdentity([attribute]))).Claims.Single();

        Assert.Equivalent(name.Properties, read20.Properties, strict: true);
        Assert.Equivalent(name.Properties.Take(2), read11.Properties, strict: true);
        Assert.Equivalent(attribute.Properties, readAttribute.Properties, strict: true);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void How_a_subject_was_authenticated_becomes_claims_and_comes_back(string version)
    {
        const string Method = "http://schemas.microsoft.com/ws/2008/06/identity/authenticationmethod/password";
        var subject = SamlWorld.Alice();
        subject.AddClaim(new Claim("http://schemas.microsoft.com/ws/2008/06/identity/claims/authenticationmethod", Method));
        subject.AddClaim(new Claim("http://schemas.microsoft.com/ws/2008/06/identity/claims/authenticationinstant", "2025-12-31T23:59:00.000Z", ClaimValueTypes.DateTime));

        var issued = _world.Issue(version, subject);
        var identity = _world.Take(issued);

        Assert.Contains(version == SamlWorld.Saml11 ? "urn:oasis:names:tc:SAML:1.0:am:password" : "urn:oasis:names:tc:SAML:2.0:ac:classes:Password", issued, StringComparison.Ordinal);
        Assert.Equal(Method, identity.FindFirst("http://schemas.microsoft.com/ws/2008/06/identity/claims/authenticationmethod")?.Value);
        var instant = identity.FindFirst("http://schemas.microsoft.com/ws/2008/06/identity/claims/authenticationinstant");
        Assert.Equal(("2025-12-31T23:59:00.000Z", ClaimValueTypes.DateTime), (instant?.Value, instant?.ValueType));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void Actors_that_act_for_each_other_come_back(string version)
    {
        var subject = SamlWorld.Alice();
        subject.Actor = new ClaimsIdentity([new Claim(ClaimTypes.Name, "front"), new Claim("http://schemas.example/claims/age", "1", ClaimValueTypes.Integer)])
        {
            Actor = new ClaimsIdentity([new Claim(ClaimTypes.Name, "back")]),
        };

        var actor = _world.Take(_world.Issue(version, subject)).Actor;

        Assert.Equal("front", actor?.Name);
        Assert.Equal(ClaimValueTypes.Integer, actor?.FindFirst("http://schemas.example/claims/age")?.ValueType);
        Assert.Equal("back", actor?.Actor?.Name);
        Assert.Null(actor?.Actor?.Actor);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void The_token_is_kept_as_the_bootstrap_context_when_that_is_asked_for(string version)
    {
        var issued = _world.Issue(version);
        Assert.Null(_world.Take(issued).BootstrapContext);
        _world.Configuration.SaveBootstrapContext = true;

        var bootstrap = Assert.IsType<BootstrapContext>(_world.Take(issued).BootstrapContext);

        Assert.Equal(issued, bootstrap.Token);
        Assert.Equal("alice", _world.Take(bootstrap.Token!).Name);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void A_token_that_was_read_can_be_written_and_read_again(string version)
    {
        var issued = _world.Issue(version);
        var token = _world.Read(issued);

        Assert.Equal(issued, _world.Write(token));
        Assert.Equal(_world.Now.AddHours(1), token.ValidTo);
        Assert.Equal(_world.Now, token.ValidFrom);
        Assert.Contains(token.Id, issued, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void A_token_within_another_document_is_read_alone_and_the_reader_stands_behind_it(string version)
    {
        using var reader = XmlReader.Create(new StringReader($"<r xmlns='urn:r' xmlns:p='urn:p'><t>\n {_world.Issue(version)}<after/></t></r>"));
        reader.ReadToDescendant("t", "urn:r");
        reader.ReadStartElement();

        var token = _world.Handlers.ReadToken(reader);

        Assert.Equal("after", reader.LocalName);
        Assert.Equal("alice", _world.Handlers.ValidateToken(token).Single().Name);
    }

    [Fact]
    public void A_writer_that_indents_is_refused_because_it_would_break_the_signature()
    {
        using var writer = XmlWriter.Create(new StringBuilder(), new XmlWriterSettings { Indent = true });
        var token = _world.Read(_world.Issue(SamlWorld.Saml20));

        Assert.Contains("Indent", Assert.Throws<ArgumentException>(() => _world.Handlers.WriteToken(writer, token)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SAML_1_1_refuses_a_claim_whose_type_has_no_namespace() =>
        Assert.Contains("SAML 2.0", Assert.Throws<ArgumentException>(() => _world.Issue(SamlWorld.Saml11, new ClaimsIdentity([new Claim("plain", "x")]))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", "http://www.w3.org/2001/04/xmlenc#sha256", true)]
    [InlineData("http://www.w3.org/2001/04/xmldsig-more#rsa-sha384", "http://www.w3.org/2001/04/xmldsig-more#sha384", true)]
    [InlineData("http://www.w3.org/2001/04/xmldsig-more#rsa-sha512", "http://www.w3.org/2001/04/xmlenc#sha512", true)]
    [InlineData("http://www.w3.org/2000/09/xmldsig#rsa-sha1", "http://www.w3.org/2000/09/xmldsig#sha1", false)]
    [InlineData("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", "http://www.w3.org/2000/09/xmldsig#sha1", false)]
    public void SHA_2_is_taken_and_SHA_1_when_it_is_allowed(string signature, string digest, bool always)
    {
        var descriptor = _world.Descriptor(SamlWorld.Saml20);
        descriptor.SigningCredentials = new X509SigningCredentials(SamlWorld.ServiceCertificate, signature, digest);
        var issued = _world.Issue(descriptor);

        if (!always)
        {
            Assert.Contains("AllowSha1Signatures", Assert.Throws<Parley.IdentityModel.SignatureVerificationFailedException>(() => _world.Take(issued)).Message, StringComparison.Ordinal);
            _world.Configuration.AllowSha1Signatures = true;
        }

        Assert.Equal("alice", _world.Take(issued).Name);
    }

    [Theory]
    [InlineData("saml11.xml")]
    [InlineData("saml20.xml")]
    public void A_token_that_NET_Framework_signed_is_read_and_refused_only_because_its_holder_must_prove_a_key(string file)
    {
        var xml = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Data", "netfx", file));
        var unknown = Assert.Throws<SecurityTokenUnknownIssuerException>(() => _world.Read(xml));
        _world.Registry.AddTrustedIssuer(unknown.Message.Split(' ')[^1].TrimEnd('.'), "mono");
        _world.Configuration.AudienceRestriction.AllowedAudienceUris.Add(new Uri("http://localhost"));

        var token = _world.Read(xml);
        _world.Time.Advance(token.ValidFrom - _world.Now);

        Assert.Contains("bearer", Assert.Throws<SecurityTokenValidationException>(() => _world.Handlers.ValidateToken(token)).Message, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromMinutes(61), token.ValidTo - token.ValidFrom);
    }

    [Fact]
    public void The_handlers_of_a_collection_are_found_by_type_and_by_URI()
    {
        Assert.IsType<SamlSecurityTokenHandler>(_world.Handlers[typeof(SamlSecurityToken)]);
        Assert.IsType<Saml2SecurityTokenHandler>(_world.Handlers["http://docs.oasis-open.org/wss/oasis-wss-saml-token-profile-1.1#SAMLV2.0"]);
        Assert.Null(_world.Handlers["urn:other"]);
        Assert.Throws<SecurityTokenException>(() => _world.Read("<other/>"));
    }
}
