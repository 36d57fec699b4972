using System.Text;

namespace Parley.Security.Tests.Headers;

/// <summary>Signatures that cover the token of their key by a reference to it: STR-Transform. WS-Security 1.1, section 8.3.</summary>
public class TransformedTokenTests
{
    private const string InMessage = "certificate-transformed.xml";
    private const string Outside = "certificate-transformed-thumbprint.xml";
    private const string Utility = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";

    [Theory]
    [InlineData(InMessage, 5)]
    [InlineData(Outside, 4)]
    public void A_token_that_a_signature_covers_by_its_reference_is_covered(string file, int covered)
    {
        using var keys = CreateKeys();
        using var security = Read(Load(file), keys);
        var signature = security.PrimarySignature!;
        Assert.Equal(covered, signature.Covered.Count);
        Assert.Equal(keys.FindCertificate(SecurityTokenReference.ToThumbprint(((ReceivedToken.X509)signature.Token).Certificate))!.RawData, ((ReceivedToken.X509)signature.Token).Certificate.RawData);
        if (file == InMessage)
        {
            var (part, token) = Assert.Single(security.Tokens);
            Assert.Same(signature.Token, token);
            Assert.Contains(part, signature.Covered);
        }
    }

    [Fact]
    public void A_token_that_was_changed_is_refused()
    {
        // The certificate is the same, so the signature's value is right.
        AssertRefused(Load(InMessage).Replace("<wsse:BinarySecurityToken ", "<wsse:BinarySecurityToken more=\"1\" ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(InMessage)]
    [InlineData(Outside)]
    public void Another_element_with_the_reference_s_identifier_is_refused(string file)
    {
        var text = Load(file);
        var start = text.IndexOf("#STR-", StringComparison.Ordinal) + 1;
        var id = text[start..text.IndexOf('"', start)];
        AssertRefused(text.Replace("</s:Header>", $"<h xmlns=\"urn:h\"><i xmlns:u=\"{Utility}\" u:Id=\"{id}\"/></h></s:Header>", StringComparison.Ordinal));
        AssertRefused(text.Replace("</s:Header>", $"<h xmlns=\"urn:h\" xmlns:u=\"{Utility}\" u:Id=\"{id}\"/></s:Header>", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("#STR-Transform", "#STR-Transform2")]
    [InlineData("<wsse:TransformationParameters>", "<wsse:TransformationParameters><wsse:More/>")]
    [InlineData("</wsse:TransformationParameters>", "<wsse:More/></wsse:TransformationParameters>")]
    [InlineData("</wsse:TransformationParameters>", "</wsse:TransformationParameters><wsse:More/>")]
    public void A_transformation_that_says_something_else_is_refused(string old, string value)
    {
        var text = Load(InMessage);
        Assert.Contains(old, text, StringComparison.Ordinal);
        AssertRefused(text.Replace(old, value, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("wsse:BinarySecurityToken")]
    [InlineData("ds:Signature")]
    public void More_certificates_or_signatures_than_any_sender_has_are_refused(string name)
    {
        // Those of others cost their sender nothing, and the receiver an RSA operation each.
        var text = Load(name == "ds:Signature" ? Outside : InMessage);
        var start = text.IndexOf($"<{name} ", StringComparison.Ordinal);
        var element = text[start..(text.IndexOf($"</{name}>", start, StringComparison.Ordinal) + name.Length + 3)];
        if (name == "ds:Signature")
        {
            AssertRefused(WithMore(16));
            return;
        }

        using var keys = CreateKeys();
        Read(WithMore(15), keys).Dispose();
        AssertRefused(WithMore(16));

        string WithMore(int count) => text.Insert(start, string.Concat(Enumerable.Range(0, count).Select(i => element.Replace("Id=\"", $"Id=\"more{i}-", StringComparison.Ordinal))));
    }

    private static void AssertRefused(string text)
    {
        using var keys = CreateKeys();
        Assert.Throws<MessageSecurityException>(() => Read(text, keys));
    }

    private static ReceivedSecurity Read(string text, RecordedKeys keys) =>
        new SecurityHeaderReader(SecurityAlgorithmSuite.Basic256, MessageProtectionOrder.SignBeforeEncrypt, keys).Read(new TextEnvelope(Encoding.UTF8.GetBytes(text)));

    private static string Load(string file) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Data", "wss4j", file));

    private static RecordedKeys CreateKeys()
    {
        var keys = new RecordedKeys();
        keys.AddCertificate(Recording.CertificateFile("client.pem"), Recording.CertificateFile("client.key"));
        return keys;
    }
}
