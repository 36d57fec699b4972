using System.Globalization;
using System.Security.Claims;
using Parley.IdentityModel.Selectors;
using Parley.IdentityModel.Tokens;

namespace Parley.Claims.Tests.Saml;

/// <summary>When, where and by whom a token may be used. Each refusal is of a token that passes without what is wrong.</summary>
public sealed class SamlValidationTests
{
    private const string Bearer = "<SubjectConfirmation Method='urn:oasis:names:tc:SAML:2.0:cm:bearer'/>";
    private const string Audience = "<AudienceRestriction><Audience>https://app.example/</Audience></AudienceRestriction>";

    private readonly SamlWorld _world = new();

    public static TheoryData<string> Versions => SamlWorld.Versions;

    [Theory]
    [MemberData(nameof(Versions))]
    public void A_token_is_taken_within_its_time_and_the_skew_and_not_a_second_before_or_after(string version)
    {
        var issued = _world.Issue(version);
        var early = _world.Descriptor(version);
        early.Lifetime = new IdentityModel.Protocols.WSTrust.Lifetime(_world.Now.AddMinutes(5).AddSeconds(1), _world.Now.AddHours(1));
        Assert.Throws<SecurityTokenNotYetValidException>(() => _world.Take(_world.Issue(early)));
        early.Lifetime = new IdentityModel.Protocols.WSTrust.Lifetime(_world.Now.AddMinutes(5), _world.Now.AddHours(1));
        Assert.Equal("alice", _world.Take(_world.Issue(early)).Name);

        _world.Time.Advance(TimeSpan.FromMinutes(65) - TimeSpan.FromSeconds(1));
        Assert.Equal("alice", _world.Take(issued).Name);
        _world.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Throws<SecurityTokenExpiredException>(() => _world.Take(issued));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void A_token_for_another_application_or_for_nobody_is_refused(string version)
    {
        var descriptor = _world.Descriptor(version);
        Assert.Equal("alice", _world.Take(_world.Issue(descriptor)).Name);

        descriptor.AppliesToAddress = "https://app.example/other";
        var elsewhere = _world.Issue(descriptor);
        descriptor.AppliesToAddress = null;
        var nobody = _world.Issue(descriptor);

        Assert.Throws<AudienceUriValidationFailedException>(() => _world.Take(elsewhere));
        Assert.Throws<AudienceUriValidationFailedException>(() => _world.Take(nobody));
        _world.Configuration.AudienceRestriction.AudienceMode = AudienceUriMode.Never;
        Assert.Equal("alice", _world.Take(nobody).Name);
    }

    [Fact]
    public void Without_any_audience_in_the_settings_the_error_says_what_to_set()
    {
        var issued = _world.Issue(SamlWorld.Saml20);
        _world.Configuration.AudienceRestriction.AllowedAudienceUris.Clear();

        Assert.Contains("AllowedAudienceUris", Assert.Throws<InvalidOperationException>(() => _world.Take(issued)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<Conditions><AudienceRestriction><Audience>urn:x</Audience><Audience>https://APP.example</Audience></AudienceRestriction></Conditions>", true)]
    [InlineData("<Conditions>" + Audience + "<AudienceRestriction><Audience>urn:x</Audience></AudienceRestriction></Conditions>", false)]
    [InlineData("<Conditions>" + Audience + "<ProxyRestriction Count='0'/></Conditions>", true)]
    [InlineData("<Conditions>" + Audience + "<Condition xmlns:i='http://www.w3.org/2001/XMLSchema-instance' i:type='x'/></Conditions>", false)]
    [InlineData("<Conditions>" + Audience + "<x:Only xmlns:x='urn:x'/></Conditions>", false)]
    [InlineData("<Conditions NotOnOrAfter='BEFORE'>" + Audience + "</Conditions>", false)]
    public void Every_condition_must_hold(string conditions, bool holds) => Check(Assertion(Bearer, conditions), holds);

    [Theory]
    [InlineData(Bearer, null, null, true)]
    [InlineData("", null, null, false)]
    [InlineData("<SubjectConfirmation Method='urn:oasis:names:tc:SAML:2.0:cm:sender-vouches'/>", null, null, false)]
    [InlineData("<SubjectConfirmation Method='urn:oasis:names:tc:SAML:2.0:cm:holder-of-key'/>" + Bearer, null, null, true)]
    [InlineData("<SubjectConfirmation Method='urn:oasis:names:tc:SAML:2.0:cm:bearer'><SubjectConfirmationData NotOnOrAfter='SOON'/></SubjectConfirmation>", null, null, true)]
    [InlineData("<SubjectConfirmation Method='urn:oasis:names:tc:SAML:2.0:cm:bearer'><SubjectConfirmationData NotOnOrAfter='BEFORE'/></SubjectConfirmation>", null, null, false)]
    [InlineData("<SubjectConfirmation Method='urn:oasis:names:tc:SAML:2.0:cm:bearer'><SubjectConfirmationData NotOnOrAfter='BEFORE'/></SubjectConfirmation>" + Bearer, null, null, true)]
    [InlineData("<SubjectConfirmation Method='urn:oasis:names:tc:SAML:2.0:cm:bearer'><SubjectConfirmationData NotBefore='BEFORE'/></SubjectConfirmation>", null, null, false)]
    [InlineData("<SubjectConfirmation Method='urn:oasis:names:tc:SAML:2.0:cm:bearer'><SubjectConfirmationData Recipient='urn:here'/></SubjectConfirmation>", "urn:here", null, true)]
    [InlineData("<SubjectConfirmation Method='urn:oasis:names:tc:SAML:2.0:cm:bearer'><SubjectConfirmationData Recipient='urn:there'/></SubjectConfirmation>", "urn:here", null, false)]
    [InlineData("<SubjectConfirmation Method='urn:oasis:names:tc:SAML:2.0:cm:bearer'><SubjectConfirmationData Recipient='urn:here'/></SubjectConfirmation>", null, null, false)]
    [InlineData("<SubjectConfirmation Method='urn:oasis:names:tc:SAML:2.0:cm:bearer'><SubjectConfirmationData InResponseTo='_1'/></SubjectConfirmation>", null, "_1", true)]
    [InlineData("<SubjectConfirmation Method='urn:oasis:names:tc:SAML:2.0:cm:bearer'><SubjectConfirmationData InResponseTo='_2'/></SubjectConfirmation>", null, "_1", false)]
    [InlineData("<SubjectConfirmation Method='urn:oasis:names:tc:SAML:2.0:cm:bearer'><SubjectConfirmationData InResponseTo='_1'/></SubjectConfirmation>", null, null, false)]
    [InlineData(Bearer, null, "_1", false)]
    [InlineData("<SubjectConfirmation Method='urn:oasis:names:tc:SAML:2.0:cm:bearer'><SubjectConfirmationData Address='10.0.0.1'/></SubjectConfirmation>", null, null, false)]
    public void One_bearer_confirmation_must_fit_how_the_token_came(string confirmations, string? recipient, string? request, bool fits) =>
        Check(Assertion(confirmations, "<Conditions>" + Audience + "</Conditions>"), fits, new SecurityTokenValidationContext { Recipient = recipient, InResponseTo = request });

    [Theory]
    [InlineData("alice", "<saml:ConfirmationMethod>urn:oasis:names:tc:SAML:1.0:cm:bearer</saml:ConfirmationMethod>", true)]
    [InlineData("mallory", "<saml:ConfirmationMethod>urn:oasis:names:tc:SAML:1.0:cm:bearer</saml:ConfirmationMethod>", false)]
    [InlineData("alice", "<saml:ConfirmationMethod>urn:oasis:names:tc:SAML:1.0:cm:sender-vouches</saml:ConfirmationMethod>", false)]
    public void All_statements_of_SAML_1_1_must_speak_of_the_same_bearer(string second, string method, bool passes)
    {
        static string Subject(string name, string method) =>
            $"<saml:Subject><saml:NameIdentifier>{name}</saml:NameIdentifier><saml:SubjectConfirmation>{method}</saml:SubjectConfirmation></saml:Subject>";
        Check(
            $"""
            <saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:1.0:assertion" MajorVersion="1" MinorVersion="1" AssertionID="_1" Issuer="{SamlWorld.Service}" IssueInstant="NOW">
              <saml:Conditions><saml:AudienceRestrictionCondition><saml:Audience>https://app.example/</saml:Audience></saml:AudienceRestrictionCondition></saml:Conditions>
              <saml:AttributeStatement>{Subject("alice", "<saml:ConfirmationMethod>urn:oasis:names:tc:SAML:1.0:cm:bearer</saml:ConfirmationMethod>")}
                <saml:Attribute AttributeName="name" AttributeNamespace="http://schemas.xmlsoap.org/ws/2005/05/identity/claims"><saml:AttributeValue>alice</saml:AttributeValue></saml:Attribute>
              </saml:AttributeStatement>
              <saml:AuthenticationStatement AuthenticationMethod="urn:oasis:names:tc:SAML:1.0:am:password" AuthenticationInstant="NOW">{Subject(second, method)}</saml:AuthenticationStatement>
            </saml:Assertion>
            """,
            passes);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void A_token_that_was_used_is_refused_when_replays_are_detected(string version)
    {
        var issued = _world.Issue(version);
        Assert.Equal("alice", _world.Take(issued).Name);
        Assert.Equal("alice", _world.Take(issued).Name);
        _world.Configuration.DetectReplayedTokens = true;

        Assert.Equal("alice", _world.Take(issued).Name);
        Assert.Throws<SecurityTokenReplayDetectedException>(() => _world.Take(issued));
        Assert.Equal("alice", _world.Take(_world.Issue(version)).Name);
    }

    [Fact]
    public void A_token_that_says_itself_that_it_is_used_once_is_taken_once()
    {
        var twenty = _world.Sign(Assertion(Bearer, "<Conditions>" + Audience + "<OneTimeUse/></Conditions>"));
        var eleven = _world.Sign(
            $"""
            <Assertion xmlns="urn:oasis:names:tc:SAML:1.0:assertion" MajorVersion="1" MinorVersion="1" AssertionID="_11" Issuer="{SamlWorld.Service}" IssueInstant="NOW"><Conditions>
            <AudienceRestrictionCondition><Audience>https://app.example/</Audience></AudienceRestrictionCondition><DoNotCacheCondition/></Conditions>
            <AuthenticationStatement AuthenticationMethod="urn:x" AuthenticationInstant="NOW"><Subject><NameIdentifier>alice</NameIdentifier><SubjectConfirmation>
            <ConfirmationMethod>urn:oasis:names:tc:SAML:1.0:cm:bearer</ConfirmationMethod></SubjectConfirmation></Subject></AuthenticationStatement></Assertion>
            """);
        foreach (var token in (string[])[twenty, eleven])
        {
            Assert.Equal("alice", _world.Take(token).FindFirst(ClaimTypes.NameIdentifier)?.Value);
            Assert.Throws<SecurityTokenReplayDetectedException>(() => _world.Take(token));
        }
    }

    [Fact]
    public void A_full_cache_of_used_tokens_refuses_new_ones_until_old_ones_have_expired()
    {
        _world.Configuration.DetectReplayedTokens = true;
        _world.Configuration.TokenReplayCache = new DefaultTokenReplayCache(2, _world.Time);
        var first = _world.Issue(SamlWorld.Saml20);
        _world.Take(first);
        _world.Take(_world.Issue(SamlWorld.Saml11));

        Assert.Throws<SecurityTokenReplayAddFailedException>(() => _world.Take(_world.Issue(SamlWorld.Saml20)));
        Assert.Throws<SecurityTokenReplayDetectedException>(() => _world.Take(first));
        _world.Time.Advance(TimeSpan.FromHours(2));
        Assert.Equal("alice", _world.Take(_world.Issue(SamlWorld.Saml20)).Name);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void A_token_of_many_threads_is_taken_once(string version)
    {
        _world.Configuration.DetectReplayedTokens = true;
        var token = _world.Read(_world.Issue(version));
        var taken = 0;
        var refused = 0;

        Parallel.For(0, 16, _ =>
        {
            try
            {
                _world.Handlers.ValidateToken(token);
                Interlocked.Increment(ref taken);
            }
            catch (SecurityTokenReplayDetectedException)
            {
                Interlocked.Increment(ref refused);
            }
        });

        Assert.Equal((1, 15), (taken, refused));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void An_authority_is_trusted_by_its_name_and_key_together_and_may_change_its_key(string version)
    {
        var authority = new IssuingAuthority("sts") { Issuers = { SamlWorld.Service }, Thumbprints = { SamlWorld.ServiceCertificate.Thumbprint } };
        var other = new IssuingAuthority("other") { Issuers = { "urn:other" }, Certificates = { SamlWorld.OtherCertificate } };
        var registry = new ValidatingIssuerNameRegistry([authority, other]);
        _world.Configuration.IssuerNameRegistry = registry;
        var mine = _world.Issue(version);
        var descriptor = _world.Descriptor(version);
        descriptor.SigningCredentials = new X509SigningCredentials(SamlWorld.OtherCertificate);
        var mixed = _world.Issue(descriptor);

        Assert.Equal(SamlWorld.Service, _world.Take(mine).Claims.First().Issuer);
        Assert.Throws<SecurityTokenUnknownIssuerException>(() => _world.Take(mixed));

        registry.SetIssuingAuthorities([new IssuingAuthority("sts") { Issuers = { SamlWorld.Service }, Certificates = { SamlWorld.OtherCertificate } }]);
        Assert.Equal("alice", _world.Take(mixed).Name);
        Assert.Throws<SecurityTokenUnknownIssuerException>(() => _world.Take(mine));
    }

    [Fact]
    public void A_signature_without_a_certificate_is_verified_with_one_that_the_registry_has()
    {
        var bare = _world.Sign(Assertion(Bearer, "<Conditions>" + Audience + "</Conditions>"), new TestSignature { Shown = null });
        Assert.Throws<SecurityTokenUnknownIssuerException>(() => _world.Take(bare));

        _world.Registry.AddTrustedIssuer(SamlWorld.OtherCertificate, "other");
        _world.Registry.AddTrustedIssuer(SamlWorld.ServiceCertificate, "by certificate");

        Assert.Contains(_world.Take(bare).Claims.First().Issuer, (string[])["by certificate", SamlWorld.ServiceName]);
    }

    [Fact]
    public void The_certificate_validator_is_asked_as_well()
    {
        var issued = _world.Issue(SamlWorld.Saml20);
        Assert.Equal("alice", _world.Take(issued).Name);
        _world.Configuration.CertificateValidator = X509CertificateValidator.CreateChainTrustValidator(false, new System.Security.Cryptography.X509Certificates.X509ChainPolicy { RevocationMode = 0 });

        Assert.Throws<SecurityTokenValidationException>(() => _world.Take(issued));
    }

    [Theory]
    [InlineData("‎a9 09 50 2d d8 2a e4 14 33 e6 f8 38 86 b0 0d 42 77 a3 2a 7b", "A909502DD82AE41433E6F83886B00D4277A32A7B")]
    [InlineData("A909502DD82AE41433E6F83886B00D4277A32A", null)]
    [InlineData("G909502DD82AE41433E6F83886B00D4277A32A7BA", null)]
    public void A_thumbprint_is_taken_as_it_was_copied(string written, string? known)
    {
        var registry = new ConfigurationBasedIssuerNameRegistry();
        if (known is null)
        {
            Assert.Throws<ArgumentException>(() => registry.AddTrustedIssuer(written, "x"));
            return;
        }

        registry.AddTrustedIssuer(written, "x");
        Assert.Equal(known, registry.ConfiguredTrustedIssuers.Single().Key);
    }

    [Fact]
    public void A_type_whose_prefix_is_declared_where_no_signature_covers_it_is_one_of_XML_Schema()
    {
        var xml = _world.Sign(Assertion(Bearer, "<Conditions>" + Audience + "</Conditions>").Replace(
            "<AttributeValue>", "<AttributeValue xmlns:t='http://www.w3.org/2001/XMLSchema' xmlns:i='http://www.w3.org/2001/XMLSchema-instance' i:type='t:integer'>", StringComparison.Ordinal));

        Assert.Equal(ClaimValueTypes.Integer, _world.Take(xml).FindFirst(ClaimTypes.Name)?.ValueType);
        Assert.Equal(ClaimValueTypes.Integer, _world.Take(xml.Replace("xmlns:t=\"http://www.w3.org/2001/XMLSchema\"", "xmlns:t=\"urn:forged\"", StringComparison.Ordinal)).FindFirst(ClaimTypes.Name)?.ValueType);
    }

    internal static string Assertion(string confirmations, string conditions) => string.Create(CultureInfo.InvariantCulture,
        $"""
        <Assertion xmlns="urn:oasis:names:tc:SAML:2.0:assertion" ID="_1" Version="2.0" IssueInstant="NOW"><Issuer>{SamlWorld.Service}</Issuer>
          <Subject><NameID>alice</NameID>{confirmations}</Subject>{conditions}
          <AttributeStatement><Attribute Name="{ClaimTypes.Name}"><AttributeValue>alice</AttributeValue></Attribute></AttributeStatement></Assertion>
        """);

    private void Check(string assertion, bool passes, SecurityTokenValidationContext? context = null)
    {
        var signed = _world.Sign(assertion);
        if (passes)
        {
            Assert.Equal("alice", _world.Take(signed, context).Name);
        }
        else
        {
            Assert.ThrowsAny<SecurityTokenValidationException>(() => _world.Take(signed, context));
        }
    }
}
