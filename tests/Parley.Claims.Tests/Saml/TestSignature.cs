using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Security.Cryptography.Xml;
using System.Xml;

namespace Parley.Claims.Tests.Saml;

/// <summary>A signature in whatever form a test asks for; as it is, an honest one.</summary>
internal sealed class TestSignature
{
    public X509Certificate2 Signer { get; init; } = SamlWorld.ServiceCertificate;

    public X509Certificate2? Shown { get; init; } = SamlWorld.ServiceCertificate;

    public string SignatureMethod { get; init; } = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";

    public string DigestMethod { get; init; } = "http://www.w3.org/2001/04/xmlenc#sha256";

    public string Canonicalization { get; init; } = SignedXml.XmlDsigExcC14NTransformUrl;

    public Transform[] Transforms { get; init; } = [new XmlDsigEnvelopedSignatureTransform(), new XmlDsigExcC14NTransform()];

    public Func<XmlDocument, string> Uri { get; init; } = static document => "#" + IdOf(document.DocumentElement!);

    public KeyedHashAlgorithm? Mac { get; init; }

    public int References { get; init; } = 1;

    public static string IdOf(XmlElement assertion) => assertion.GetAttribute("ID") is { Length: > 0 } id ? id : assertion.GetAttribute("AssertionID");

    public void AddTo(XmlDocument document)
    {
        using var key = Signer.GetRSAPrivateKey();
        var signed = new Lenient(document) { SigningKey = key };
        signed.SignedInfo!.CanonicalizationMethod = Canonicalization;
        for (var count = 0; count < References; count++)
        {
            var reference = new Reference(Uri(document)) { DigestMethod = DigestMethod };
            foreach (var transform in Transforms)
            {
                reference.AddTransform(transform);
            }

            signed.AddReference(reference);
        }

        if (Shown is not null)
        {
            signed.KeyInfo = new KeyInfo();
            signed.KeyInfo.AddClause(new KeyInfoX509Data(Shown));
        }

        if (Mac is not null)
        {
            signed.ComputeSignature(Mac);
        }
        else
        {
            signed.SignedInfo.SignatureMethod = SignatureMethod;
            signed.ComputeSignature();
        }

        var root = document.DocumentElement!;
        var issuer = root.ChildNodes.OfType<XmlElement>().FirstOrDefault(static child => child.LocalName == "Issuer");
        var element = document.ImportNode(signed.GetXml(), deep: true);
        if (issuer is null)
        {
            root.AppendChild(element);
        }
        else
        {
            root.InsertAfter(element, issuer);
        }
    }

    private sealed class Lenient(XmlDocument document) : SignedXml(document)
    {
        public override XmlElement? GetIdElement(XmlDocument? document, string idValue) =>
            document!.SelectNodes("//*")!.OfType<XmlElement>().FirstOrDefault(element => IdOf(element) == idValue);
    }
}
