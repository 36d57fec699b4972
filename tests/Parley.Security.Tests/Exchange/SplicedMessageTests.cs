using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Xml;
using Parley.Channels;

namespace Parley.Security.Tests.Exchange;

/// <summary>
/// Where a signature can be read, so can the digests of what is encrypted: an eavesdropper could put encrypted parts of somebody else's message, with
/// the key that he does not know and the digest that he does, into a message of his own.
/// </summary>
public class SplicedMessageTests
{
    private const string Soap = "http://www.w3.org/2003/05/soap-envelope";

    [Fact]
    public void Another_s_user_name_in_a_message_of_one_s_own_is_refused()
    {
        using var service = new Exchanged(InTheClear("UserNameForCertificate"));
        using var honest = service.Send(out var memory);
        var eavesdropped = service.Text;
        Pass(service, honest, "hello", "alice");

        var spliced = Splice(eavesdropped, OwnMessage(), "/s:Envelope/s:Header/o:Security/e:EncryptedData", static reference => !reference.StartsWith('_'));
        Refuse(service, spliced);
        memory.Dispose();
    }

    [Fact]
    public void Another_s_body_in_a_message_of_one_s_own_is_refused()
    {
        using var service = new Exchanged(InTheClear("AnonymousForCertificate"));
        using var honest = service.Send(out var memory);
        var eavesdropped = service.Text;
        Pass(service, honest, "hello", "");

        var spliced = Splice(eavesdropped, OwnMessage(), "/s:Envelope/s:Body/e:EncryptedData", static reference => reference == "_0");
        Refuse(service, spliced);
        memory.Dispose();
    }

    [Fact]
    public void A_message_of_one_s_own_passes_by_itself()
    {
        using var service = new Exchanged(InTheClear("AnonymousForCertificate"));
        using var own = service.Decode(Resign(Load(OwnMessage())));
        Pass(service, own, "mine", "");
    }

    [Theory]
    [InlineData("AnonymousForCertificate")]
    [InlineData("UserNameForCertificate")]
    [InlineData("MutualCertificate")]
    public void A_client_s_own_message_is_no_reply_though_it_names_the_key_as_replies_do(string mode)
    {
        var element = (SymmetricSecurityBindingElement)Modes.Create(mode);
        element.RequireSignatureConfirmation = false;
        using var exchanged = new Exchanged(element);
        using var request = exchanged.Send(out var memory);
        var message = Load(exchanged.Text);
        var key = One(message, "//e:EncryptedKey");
        var hash = Convert.ToBase64String(SHA1.HashData(Convert.FromBase64String(One(key, "e:CipherData/e:CipherValue").InnerText)));
        foreach (XmlElement reference in message.SelectNodes($"//o:Reference[@URI='#{key.GetAttribute("Id")}']", Names(message))!)
        {
            var identifier = message.CreateElement("o", "KeyIdentifier", SecurityUris.Wsse);
            identifier.SetAttribute("ValueType", SecurityUris.EncryptedKeySha1Type);
            identifier.InnerText = hash;
            reference.ParentNode!.ReplaceChild(identifier, reference);
        }

        key.ParentNode!.RemoveChild(key);
        Assert.Throws<MessageSecurityException>(() => exchanged.Client.Verify(exchanged.DecodeReply(message.OuterXml), memory));
        memory.Dispose();
    }

    private static SymmetricSecurityBindingElement InTheClear(string mode)
    {
        var element = (SymmetricSecurityBindingElement)Modes.Create(mode);
        element.MessageProtectionOrder = MessageProtectionOrder.SignBeforeEncrypt;
        return element;
    }

    private static string OwnMessage()
    {
        using var client = new Exchanged(InTheClear("AnonymousForCertificate"));
        using var message = client.Send(out var memory, client.NewRequest("mine"));
        memory.Dispose();
        return client.Text;
    }

    /// <summary>Puts an encrypted part of one message into another, which its sender signs again.</summary>
    /// <param name="theirs">Has the part.</param>
    /// <param name="own">Gets it; a body takes the place of its own.</param>
    /// <param name="path">Where the part stands.</param>
    /// <param name="isReference">Tells by its identifier which of their signature's references is about the part.</param>
    private static string Splice(string theirs, string own, string path, Func<string, bool> isReference)
    {
        var (from, to) = (Load(theirs), Load(own));
        var part = One(from, path);
        var keyId = One(part, "d:KeyInfo/o:SecurityTokenReference/o:Reference").GetAttribute("URI")[1..];
        var derived = One(from, $"//c:DerivedKeyToken[@u:Id='{keyId}']");
        var reference = from.SelectNodes("//d:SignedInfo/d:Reference", Names(from))!.Cast<XmlElement>()
            .Single(candidate => isReference(candidate.GetAttribute("URI")[1..]) && from.SelectNodes($"//*[@u:Id='{candidate.GetAttribute("URI")[1..]}'][local-name()='Timestamp']", Names(from))!.Count == 0);
        part.SetAttribute("Id", "spliced");

        var list = One(to, "//e:ReferenceList");
        foreach (var token in new[] { One(from, "//e:EncryptedKey"), derived })
        {
            list.ParentNode!.InsertBefore(to.ImportNode(token, deep: true), list);
        }

        var replaced = path.Contains("s:Body", StringComparison.Ordinal) ? One(to, path) : null;
        var listed = to.CreateElement("e", "DataReference", SecurityUris.XmlEncryption);
        listed.SetAttribute("URI", "#spliced");
        list.AppendChild(listed);
        var signedInfo = One(to, "//d:SignedInfo");
        if (replaced is null)
        {
            var signature = signedInfo.ParentNode!;
            signature.ParentNode!.InsertBefore(to.ImportNode(part, deep: true), signature);
        }
        else
        {
            list.RemoveChild(One(list, $"e:DataReference[@URI='#{replaced.GetAttribute("Id")}']"));
            replaced.ParentNode!.ReplaceChild(to.ImportNode(part, deep: true), replaced);
            signedInfo.RemoveChild(One(signedInfo, $"d:Reference[@URI='{reference.GetAttribute("URI")}']"));
        }

        signedInfo.AppendChild(to.ImportNode(reference, deep: true));
        return Resign(to);
    }

    /// <summary>Signs a message again by the key that it brings, which its sender knows.</summary>
    private static string Resign(XmlDocument message)
    {
        var keys = message.SelectNodes("//e:EncryptedKey", Names(message))!;
        using var rsa = TestCredentials.Service.GetRSAPrivateKey()!;
        using var key = SecretKey.FromBytes(rsa.Decrypt(Convert.FromBase64String(One((XmlElement)keys[0]!, "e:CipherData/e:CipherValue").InnerText), RSAEncryptionPadding.OaepSHA1));
        var derivedId = One(message, "//d:Signature/d:KeyInfo/o:SecurityTokenReference/o:Reference").GetAttribute("URI")[1..];
        var derived = One(message, $"//c:DerivedKeyToken[@u:Id='{derivedId}']");
        var length = int.Parse(One(derived, "c:Length").InnerText, System.Globalization.CultureInfo.InvariantCulture);
        using var signing = KeyDerivation.DeriveKey(key, KeyDerivation.DefaultLabel, Convert.FromBase64String(One(derived, "c:Nonce").InnerText), 0, length);
        using var form = new PooledBytes();
        using (var reader = XmlDictionaryReader.CreateDictionaryReader(XmlReader.Create(new StringReader(message.OuterXml))))
        {
            reader.ReadToFollowing("SignedInfo", SecurityUris.XmlSignature);
            using var canonicalizer = Canonicalizer.Rent();
            canonicalizer.Canonicalize(reader, form);
        }

        One(message, "//d:SignatureValue").InnerText = Convert.ToBase64String(HMACSHA1.HashData(signing.Bytes, form.Span));
        return message.OuterXml;
    }

    private static XmlDocument Load(string text)
    {
        var document = new XmlDocument { PreserveWhitespace = true };
        document.LoadXml(text);
        return document;
    }

    private static XmlElement One(XmlNode node, string path) => (XmlElement)Assert.Single(node.SelectNodes(path, Names(node))!.Cast<XmlNode>());

    private static XmlNamespaceManager Names(XmlNode node)
    {
        var names = new XmlNamespaceManager((node as XmlDocument ?? node.OwnerDocument!).NameTable);
        foreach (var (prefix, ns) in new[]
        {
            ("s", Soap), ("o", SecurityUris.Wsse), ("u", SecurityUris.Wsu), ("e", SecurityUris.XmlEncryption), ("d", SecurityUris.XmlSignature), ("c", SecurityUris.ScFebruary2005),
        })
        {
            names.AddNamespace(prefix, ns);
        }

        return names;
    }

    private static void Pass(Exchanged exchanged, Message message, string body, string caller)
    {
        var received = exchanged.Receive(message);
        using (received.Message)
        {
            Assert.Equal(caller, received.Message.Properties.Security!.ServiceSecurityContext.PrimaryIdentity.Name);
            Assert.Equal(body, received.Message.GetBody<string>());
        }

        received.Reply.Dispose();
    }

    private static void Refuse(Exchanged exchanged, string text) =>
        Assert.Equal(SecurityFaultCode.InvalidSecurity, Assert.Throws<RefusedMessageException>(() => exchanged.Receive(exchanged.Decode(text))).Code);
}
