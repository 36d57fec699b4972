using System.Security.Claims;
using System.Security.Cryptography;
using System.Security.Cryptography.Xml;
using System.Text;
using System.Xml;
using Parley.IdentityModel;
using Parley.IdentityModel.Tokens;

namespace Parley.Claims.Tests.Saml;

/// <summary>Forged tokens. Each begins with the honest one, which passes.</summary>
public sealed class SamlAttackTests
{
    private readonly SamlWorld _world = new();

    public static TheoryData<string> Versions => SamlWorld.Versions;

    public static TheoryData<string, string> Wrappings
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (var version in (string[])[SamlWorld.Saml11, SamlWorld.Saml20])
            {
                foreach (var wrapping in (string[])
                    ["original in the forged signature", "original in an object of the signature", "original beside", "original in the advice", "original as an attribute value", "original behind, same id", "forged within the original", "forged first in a wrapper"])
                {
                    cases.Add(version, wrapping);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Wrappings))]
    public void A_forged_assertion_around_or_beside_a_signed_one_is_refused(string version, string wrapping)
    {
        var honest = _world.Issue(version);
        Assert.Equal("alice", _world.Take(honest).Name);
        var document = Load(honest);
        var original = (XmlElement)document.DocumentElement!.CloneNode(deep: true);
        var forged = document.DocumentElement!;
        foreach (var text in forged.SelectNodes("descendant::text()")!.OfType<XmlText>().Where(static text => text.Value is "alice" or "alice@example"))
        {
            text.Value = "mallory";
        }

        var signature = (XmlElement)forged.GetElementsByTagName("Signature", SignedXml.XmlDsigNamespaceUrl)[0]!;
        var idName = version == SamlWorld.Saml11 ? "AssertionID" : "ID";
        switch (wrapping)
        {
            case "original in the forged signature":
                forged.SetAttribute(idName, "_evil");
                original.RemoveChild(original.ChildNodes.OfType<XmlElement>().Single(static child => child.LocalName == "Signature"));
                signature.AppendChild(original);
                break;
            case "original in an object of the signature":
                forged.SetAttribute(idName, "_evil");
                original.RemoveChild(original.ChildNodes.OfType<XmlElement>().Single(static child => child.LocalName == "Signature"));
                signature.AppendChild(document.CreateElement("Object", SignedXml.XmlDsigNamespaceUrl))!.AppendChild(original);
                break;
            case "original beside":
                forged.SetAttribute(idName, "_evil");
                forged.RemoveChild(signature);
                forged.AppendChild(original);
                break;
            case "original in the advice":
                forged.SetAttribute(idName, "_evil");
                forged.InsertAfter(document.CreateElement("Advice", version), forged.ChildNodes.OfType<XmlElement>().Single(static child => child.LocalName == "Conditions"))!.AppendChild(original);
                break;
            case "original as an attribute value":
                forged.SetAttribute(idName, "_evil");
                forged.RemoveChild(signature);
                forged.GetElementsByTagName("AttributeValue", version)[0]!.AppendChild(original);
                break;
            case "original behind, same id":
                forged.RemoveChild(signature);
                forged.AppendChild(original);
                break;
            case "forged within the original":
                forged.RemoveChild(signature);
                var outer = (XmlElement)document.ReplaceChild(original, forged) == forged ? original : throw new InvalidOperationException();
                outer.InsertBefore(forged, outer.FirstChild);
                break;
            case "forged first in a wrapper":
                forged.RemoveChild(signature);
                document.RemoveChild(forged);
                document.AppendChild(document.CreateElement("r"))!.AppendChild(forged);
                document.DocumentElement!.AppendChild(original);
                using (var reader = new XmlNodeReader(document.DocumentElement))
                {
                    reader.ReadToDescendant("Assertion", version);
                    Assert.Throws<SignatureVerificationFailedException>(() => _world.Handlers.ReadToken(reader));
                }

                return;
        }

        Assert.ThrowsAny<SecurityTokenException>(() => _world.Take(document.OuterXml));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void A_changed_value_a_removed_condition_and_another_issuer_break_the_signature(string version)
    {
        var honest = _world.Issue(version);
        Assert.Equal("alice", _world.Take(honest).Name);

        Assert.Throws<SignatureVerificationFailedException>(() => _world.Take(honest.Replace(">alice<", ">admin<", StringComparison.Ordinal)));
        Assert.Throws<SignatureVerificationFailedException>(() => _world.Take(honest.Replace("T01:00:00.000Z", "T09:00:00.000Z", StringComparison.Ordinal)));
        Assert.Throws<SignatureVerificationFailedException>(() => _world.Take(honest.Replace(SamlWorld.Service, "http://sts.example/other", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("alice@example<!-- x -->.evil")]
    [InlineData("alice<!-- x -->@example")]
    [InlineData("alice<?x y?>@example")]
    [InlineData("<![CDATA[alice]]>@example")]
    public void A_name_that_comments_split_is_the_whole_name_that_was_signed_or_refused(string split)
    {
        var honest = _world.Issue(SamlWorld.Saml20);
        Assert.Equal("alice@example", Name(honest));

        var changed = honest.Replace(">alice@example<", $">{split}<", StringComparison.Ordinal);

        var exception = Record.Exception(() => Assert.Equal("alice@example", Name(changed)));
        Assert.True(exception is null or SignatureVerificationFailedException or XmlException, exception?.ToString());

        // What the service signed with a comment in it is read whole, too.
        var signed = _world.Sign(SamlValidationTests.Assertion(
            "<SubjectConfirmation Method='urn:oasis:names:tc:SAML:2.0:cm:bearer'/>",
            "<Conditions><AudienceRestriction><Audience>https://app.example/</Audience></AudienceRestriction></Conditions>").Replace("<NameID>alice", "<NameID>alice@example<!-- x -->.evil", StringComparison.Ordinal));
        Assert.Equal("alice@example.evil", Name(signed));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void An_unsigned_token_is_refused(string version)
    {
        var document = Load(_world.Issue(version));
        Assert.Equal("alice", _world.Take(document.OuterXml).Name);
        var signature = document.GetElementsByTagName("Signature", SignedXml.XmlDsigNamespaceUrl)[0]!;
        signature.ParentNode!.RemoveChild(signature);

        Assert.Throws<SignatureVerificationFailedException>(() => _world.Take(document.OuterXml));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void A_token_that_somebody_signed_who_calls_themselves_as_the_service_is_refused(string version)
    {
        Assert.Equal("alice", _world.Take(_world.Issue(version)).Name);
        var descriptor = _world.Descriptor(version);
        descriptor.SigningCredentials = new X509SigningCredentials(SamlWorld.OtherCertificate);

        Assert.Throws<SecurityTokenUnknownIssuerException>(() => _world.Take(_world.Issue(descriptor)));
    }

    [Fact]
    public void The_services_certificate_with_a_signature_of_another_key_is_refused()
    {
        Assert.Equal("alice", _world.Take(_world.Sign(Honest)).Name);

        Assert.Throws<SignatureVerificationFailedException>(() => _world.Take(_world.Sign(Honest, new TestSignature { Signer = SamlWorld.OtherCertificate })));
    }

    [Fact]
    public void Two_certificates_of_which_one_is_trusted_do_not_make_the_other_trusted()
    {
        var document = Load(_world.Sign(Honest, new TestSignature { Signer = SamlWorld.OtherCertificate, Shown = SamlWorld.OtherCertificate }));
        var shown = (XmlElement)document.GetElementsByTagName("X509Certificate", SignedXml.XmlDsigNamespaceUrl)[0]!;
        var both = (XmlElement)shown.CloneNode(deep: true);
        both.InnerText = Convert.ToBase64String(SamlWorld.ServiceCertificate.RawData);
        shown.ParentNode!.InsertBefore(both, shown);

        Assert.Throws<SignatureVerificationFailedException>(() => _world.Take(document.OuterXml));
    }

    [Fact]
    public void A_signature_in_any_other_form_is_refused()
    {
        Assert.Equal("alice", _world.Take(_world.Sign(Honest)).Name);
        var xpath = new XmlDsigXPathTransform();
        xpath.LoadInnerXml(Load("<XPath xmlns='http://www.w3.org/2000/09/xmldsig#'>1=1</XPath>").SelectNodes("/*")!);
        var xslt = new XmlDsigXsltTransform();
        xslt.LoadInnerXml(Load("<xsl:stylesheet version='1.0' xmlns:xsl='http://www.w3.org/1999/XSL/Transform'><xsl:template match='/'><x/></xsl:template></xsl:stylesheet>").SelectNodes("/*")!);
        TestSignature[] others =
        [
            new() { Transforms = [new XmlDsigExcC14NTransform()] },
            new() { Transforms = [new XmlDsigEnvelopedSignatureTransform()] },
            new() { Transforms = [new XmlDsigEnvelopedSignatureTransform(), new XmlDsigC14NTransform()] },
            new() { Transforms = [new XmlDsigEnvelopedSignatureTransform(), new XmlDsigExcC14NWithCommentsTransform()] },
            new() { Transforms = [new XmlDsigEnvelopedSignatureTransform(), xpath, new XmlDsigExcC14NTransform()] },
            new() { Transforms = [new XmlDsigEnvelopedSignatureTransform(), xslt, new XmlDsigExcC14NTransform()] },
            new() { Canonicalization = SignedXml.XmlDsigC14NTransformUrl },
            new() { Canonicalization = SignedXml.XmlDsigExcC14NWithCommentsTransformUrl },
            new() { Uri = static _ => "" },
            new() { References = 2 },
            new() { SignatureMethod = "http://www.w3.org/2000/09/xmldsig#rsa-sha1" },
            new() { DigestMethod = "http://www.w3.org/2000/09/xmldsig#sha1" },
            new() { Mac = new HMACSHA256(SamlWorld.ServiceCertificate.GetPublicKey()) },
        ];
        foreach (var other in others)
        {
            var signed = _world.Sign(Honest, other);
            Assert.Throws<SignatureVerificationFailedException>(() => _world.Take(signed));
        }
    }

    [Fact]
    public void References_to_elsewhere_are_refused_and_not_followed()
    {
        var honest = _world.Sign(Honest);
        Assert.Equal("alice", _world.Take(honest).Name);

        foreach (var uri in (string[])["http://127.0.0.1:9/x", "file:///etc/passwd", "#xpointer(/)", "#xpointer(id('_1'))", "#_2", "_1", ""])
        {
            Assert.Throws<SignatureVerificationFailedException>(() => _world.Take(honest.Replace("URI=\"#_1\"", $"URI=\"{uri}\"", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public void A_second_signature_a_changed_digest_and_a_changed_signature_are_refused()
    {
        var document = Load(_world.Sign(Honest));
        Assert.Equal("alice", _world.Take(document.OuterXml).Name);
        var signature = (XmlElement)document.GetElementsByTagName("Signature", SignedXml.XmlDsigNamespaceUrl)[0]!;
        foreach (var name in (string[])["DigestValue", "SignatureValue"])
        {
            var changed = (XmlDocument)document.CloneNode(deep: true);
            var value = changed.GetElementsByTagName(name, SignedXml.XmlDsigNamespaceUrl)[0]!;
            var bytes = Convert.FromBase64String(value.InnerText);
            bytes[^1] ^= 1;
            value.InnerText = Convert.ToBase64String(bytes);
            Assert.Throws<SignatureVerificationFailedException>(() => _world.Take(changed.OuterXml));
            value.InnerText = "no base64";
            Assert.Throws<SignatureVerificationFailedException>(() => _world.Take(changed.OuterXml));
        }

        signature.ParentNode!.AppendChild(signature.CloneNode(deep: true));
        Assert.Throws<SignatureVerificationFailedException>(() => _world.Take(document.OuterXml));
    }

    [Theory]
    [InlineData("ID")]
    [InlineData("Id")]
    [InlineData("xml:id")]
    public void An_identifier_that_is_there_twice_is_refused(string name)
    {
        var statement = "<AttributeStatement xmlns:u=\"urn:u\"><Attribute ";
        var unique = _world.Sign(Honest.Replace("<AttributeStatement><Attribute ", statement + $"{name}=\"_2\" ", StringComparison.Ordinal));
        Assert.Equal("alice", _world.Take(unique).Name);

        var twice = _world.Sign(Honest.Replace("<AttributeStatement><Attribute ", statement + $"{name}=\"_1\" ", StringComparison.Ordinal));
        Assert.Throws<SignatureVerificationFailedException>(() => _world.Take(twice));
    }

    [Fact]
    public void Large_deep_and_strange_documents_are_refused_before_they_cost_much()
    {
        var honest = _world.Issue(SamlWorld.Saml20);
        Assert.Equal("alice", _world.Take(honest).Name);
        string Insert(string what) => honest.Replace(">alice<", $">{what}<", StringComparison.Ordinal);

        Assert.Throws<XmlException>(() => _world.Take(Insert(new string('x', 1_100_000))));
        Assert.Throws<XmlException>(() => _world.Take(Insert(new StringBuilder().Insert(0, "<a>", 100).ToString() + new StringBuilder().Insert(0, "</a>", 100))));
        Assert.Throws<XmlException>(() => _world.Take(Insert(new StringBuilder().Insert(0, "<a/>", 70_000).ToString())));
        Assert.Throws<XmlException>(() => _world.Take(Insert($"<a {string.Concat(Enumerable.Range(0, 200).Select(static at => $"a{at}='' "))}/>")));
        Assert.Throws<XmlException>(() => _world.Take("<!DOCTYPE a [<!ENTITY b 'alice'>]>" + Insert("&b;")));
    }

    [Fact]
    public void An_actor_that_is_no_actor_and_too_many_of_them_are_refused()
    {
        static string Of(string value) => Honest.Replace(
            "<AttributeStatement>", $"<AttributeStatement><Attribute Name=\"http://schemas.xmlsoap.org/ws/2009/09/identity/claims/actor\"><AttributeValue>{value}</AttributeValue></Attribute>", StringComparison.Ordinal);
        var good = Of("&lt;Actor xmlns:s='urn:oasis:names:tc:SAML:2.0:assertion'>&lt;s:Attribute Name='n'>&lt;s:AttributeValue>front&lt;/s:AttributeValue>&lt;/s:Attribute>&lt;/Actor>");
        Assert.Equal("front", _world.Take(_world.Sign(good)).Actor?.FindFirst("n")?.Value);
        var asXml = Of("<Actor xmlns='' xmlns:s='urn:oasis:names:tc:SAML:2.0:assertion'><s:Attribute Name='n'><s:AttributeValue>front</s:AttributeValue></s:Attribute></Actor>");
        Assert.Equal("front", _world.Take(_world.Sign(asXml)).Actor?.FindFirst("n")?.Value);

        foreach (var bad in (string[])["", "x", "&lt;Other/>", "&lt;Actor>&lt;x/>&lt;/Actor>", "&lt;!DOCTYPE Actor []>&lt;Actor/>", "&lt;Actor/></AttributeValue><AttributeValue>&lt;Actor/>"])
        {
            Assert.Throws<XmlException>(() => _world.Take(_world.Sign(Of(bad))));
        }

        var subject = new ClaimsIdentity([new Claim(ClaimTypes.Name, "x")]);
        for (var count = 0; count < 7; count++)
        {
            subject = new ClaimsIdentity([new Claim(ClaimTypes.Name, "x")]) { Actor = subject };
        }

        Assert.NotNull(_world.Take(_world.Issue(SamlWorld.Saml20, subject)).Actor);
        Assert.Throws<XmlException>(() => _world.Take(_world.Issue(SamlWorld.Saml20, new ClaimsIdentity([new Claim(ClaimTypes.Name, "x")]) { Actor = new ClaimsIdentity { Actor = subject } })));
    }

    private static string Honest => SamlValidationTests.Assertion(
        "<SubjectConfirmation Method='urn:oasis:names:tc:SAML:2.0:cm:bearer'/>",
        "<Conditions><AudienceRestriction><Audience>https://app.example/</Audience></AudienceRestriction></Conditions>");

    private static XmlDocument Load(string xml)
    {
        var document = new XmlDocument { PreserveWhitespace = true };
        document.LoadXml(xml);
        return document;
    }

    private string? Name(string xml) => _world.Take(xml).FindFirst(ClaimTypes.NameIdentifier)?.Value;
}
