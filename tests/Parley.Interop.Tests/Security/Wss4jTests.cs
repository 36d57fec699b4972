using System.Text;
using System.Xml.Linq;
using Parley.Interop.Tests.Peers;
using Parley.Security;
using Parley.Security.Tests.Headers;

namespace Parley.Interop.Tests.Security;

/// <summary>Apache WSS4J verifies and decrypts what we protect, and we what it protects.</summary>
[Collection(typeof(ProtectedMessagesCollection))]
public sealed class Wss4jTests(ProtectedMessages messages)
{
    // Signed by certificates where nothing else is said.
    private static readonly (string Form, string Suite, MessageProtectionOrder Order)[] _forms =
    [
        ("certificate", "Basic256", MessageProtectionOrder.SignBeforeEncrypt),
        ("certificate-sha256", "Basic256Sha256", MessageProtectionOrder.SignBeforeEncrypt),
        ("certificate-issuer-serial", "Basic256", MessageProtectionOrder.SignBeforeEncrypt),
        ("certificate-thumbprint", "Basic256", MessageProtectionOrder.SignBeforeEncrypt),
        ("certificate-key-identifier", "Basic256", MessageProtectionOrder.SignBeforeEncrypt),
        ("certificate-whole", "Basic256", MessageProtectionOrder.SignBeforeEncrypt),
        ("certificate-transformed", "Basic256", MessageProtectionOrder.SignBeforeEncrypt),
        ("certificate-transformed-thumbprint", "Basic256", MessageProtectionOrder.SignBeforeEncrypt),
        ("certificate-default-namespace", "Basic256", MessageProtectionOrder.SignBeforeEncrypt),
        ("certificates", "Basic256", MessageProtectionOrder.SignBeforeEncrypt),
        ("certificates-thumbprint", "Basic256", MessageProtectionOrder.SignBeforeEncrypt),
        ("certificates-key-identifier", "Basic256", MessageProtectionOrder.SignBeforeEncrypt),
        ("certificates-whole", "Basic256", MessageProtectionOrder.SignBeforeEncrypt),
        ("certificates-direct", "Basic256", MessageProtectionOrder.SignBeforeEncrypt),
        ("certificates-encrypted-first", "Basic256", MessageProtectionOrder.EncryptBeforeSign),
        ("encrypted-key", "Basic256", MessageProtectionOrder.SignBeforeEncrypt),
        ("encrypted-key-128", "Basic128", MessageProtectionOrder.SignBeforeEncrypt),
        ("encrypted-key-des", "TripleDes", MessageProtectionOrder.SignBeforeEncrypt),
        ("encrypted-key-endorsed", "Basic256", MessageProtectionOrder.SignBeforeEncrypt),
        ("encrypted-key-reply", "Basic256", MessageProtectionOrder.SignBeforeEncrypt),
        ("derived-keys", "Basic256", MessageProtectionOrder.SignBeforeEncrypt),
        ("context-2005", "Basic256", MessageProtectionOrder.SignBeforeEncrypt),
        ("context-13", "Basic256", MessageProtectionOrder.SignBeforeEncrypt),
        ("context-reply", "Basic256", MessageProtectionOrder.SignBeforeEncrypt),
        ("context-encrypted-signature", "Basic256", MessageProtectionOrder.SignBeforeEncryptAndEncryptSignature),
        ("context-encrypted-first", "Basic256", MessageProtectionOrder.EncryptBeforeSign),
        ("user-name", "Basic256", MessageProtectionOrder.SignBeforeEncrypt),
    ];

    /// <summary>What we send.</summary>
    public static TheoryData<string, string, string> OurMessages =>
        [.. ProtectedMessages.Cases.Select(row => new TheoryDataRow<string, string, string>(row.Token, row.Suite, row.Order))];

    /// <summary>What WSS4J sends.</summary>
    public static TheoryData<string, string, MessageProtectionOrder> ItsMessages =>
        [.. _forms.Select(row => new TheoryDataRow<string, string, MessageProtectionOrder>(row.Form, row.Suite, row.Order))];

    [Theory]
    [MemberData(nameof(OurMessages))]
    public async Task It_verifies_and_decrypts_what_we_send(string token, string suite, string order)
    {
        Wss4jProgram.SkipIfMissing();
        await messages.RunWss4jAsync();
        var file = messages.FileOf(token, suite, order);
        var answer = await File.ReadAllTextAsync(Path.ChangeExtension(file, ".txt"), TestContext.Current.CancellationToken);
        Assert.False(answer.StartsWith("error", StringComparison.Ordinal), answer);
        Assert.Equal(string.Join('\n', Expected(token, order).Order(StringComparer.Ordinal)) + "\n", answer);
        var plain = XDocument.Load(Path.ChangeExtension(file, ".plain"));
        var soap = plain.Root!.Name.Namespace;
        Assert.Equal("hello & good-bye", plain.Root.Element(soap + "Body")!.Value);
        Assert.Equal("not to be read", plain.Root.Element(soap + "Header")!.Descendants("{urn:app}Secret").Single().Value);
        if (order != "none")
        {
            Assert.DoesNotContain("not to be read", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        }
    }

    [Theory]
    [MemberData(nameof(ItsMessages))]
    public async Task We_verify_and_decrypt_what_it_sends(string form, string suite, MessageProtectionOrder order)
    {
        var bytes = await ReadAsync(form);
        var text = Encoding.UTF8.GetString(bytes);
        if (form != "context-encrypted-signature")
        {
            Assert.Contains("<ec:InclusiveNamespaces ", text);
        }

        using var keys = messages.CreateResolver();
        using var security = new SecurityHeaderReader(ProtectedMessages.Suite(suite), order, keys).Read(new TextEnvelope(bytes));

        var header = XDocument.Parse(text).Root!.Elements().First();
        var signature = security.PrimarySignature!;
        var covered = (from part in signature.Covered
            select part.Kind switch
            {
                EnvelopePartKind.Body => "Body",
                EnvelopePartKind.Header => header.Elements().ElementAt(part.Index).Name.LocalName,
                _ => header.Elements().ElementAt(security.HeaderIndex).Elements().ElementAt(part.Index).Name.LocalName,
            }).Order(StringComparer.Ordinal);
        string[] more = form switch
        {
            "user-name" => ["UsernameToken"],
            "certificate-transformed" => ["BinarySecurityToken"],
            _ => [],
        };
        Assert.Equal([.. more.Concat(["Action", "Body", "Timestamp", "To"]).Order(StringComparer.Ordinal)], covered);
        Assert.Contains(security.Timestamp!.Value, signature.Covered);
        if (form.StartsWith("context", StringComparison.Ordinal))
        {
            Assert.Equal(ProtectedMessages.Session, Assert.IsType<ReceivedToken.SecurityContext>(signature.Token.Source).Identifier);
        }
        else if (form == "derived-keys" || form.StartsWith("encrypted-key", StringComparison.Ordinal))
        {
            Assert.IsType<ReceivedToken.EncryptedKey>(signature.Token.Source);
        }
        else
        {
            Assert.Equal(messages.Client.Thumbprint, Assert.IsType<ReceivedToken.X509>(signature.Token).Certificate.Thumbprint);
        }

        if (form == "encrypted-key-endorsed")
        {
            var endorsing = Assert.Single(security.EndorsingSignatures);
            Assert.Equal(messages.Client.Thumbprint, Assert.IsType<ReceivedToken.X509>(endorsing.Token).Certificate.Thumbprint);
        }

        if (form == "user-name")
        {
            var user = Assert.Single(security.Tokens.Select(token => token.Token).OfType<ReceivedToken.UserName>());
            Assert.Equal(("alice", "secret & more"), (user.Name, user.Password));
        }

        var isEncrypted = form.StartsWith("certificates", StringComparison.Ordinal) || !form.StartsWith("certificate", StringComparison.Ordinal) && form != "user-name";
        Assert.Equal(form == "context-encrypted-signature" ? 2 : isEncrypted ? 1 : 0, security.EncryptedParts.Count);
        Assert.Equal(isEncrypted, security.EncryptedParts.Contains(new EnvelopePart(EnvelopePartKind.Body, 0)));
        Assert.Contains("hello &amp; good-bye", isEncrypted ? Encoding.UTF8.GetString(security.Body!.Content) : text);
    }

    [Theory]
    [MemberData(nameof(ItsMessages))]
    public async Task One_changed_byte_of_what_it_sends_is_refused(string form, string suite, MessageProtectionOrder order)
    {
        var bytes = await ReadAsync(form);
        using var keys = messages.CreateResolver();
        var reader = new SecurityHeaderReader(ProtectedMessages.Suite(suite), order, keys);
        string[] places = ["urn:action<", "http://localhost/<", "<ds:SignatureValue>", "<ds:DigestValue>", "Created>", "Expires>", "<xenc:CipherValue>", "hello"];
        var changes = 0;
        foreach (var place in places.Select(Encoding.UTF8.GetBytes))
        {
            for (var start = 0; bytes.AsSpan(start).IndexOf(place) is >= 0 and var index;)
            {
                start += index + place.Length;
                var changed = (byte[])bytes.Clone();
                var position = place[^1] == '>' ? start + 2 : start - 2;
                changed[position] = changed[position] == (byte)'1' ? (byte)'2' : (byte)'1';
                Assert.Throws<MessageSecurityException>(() => reader.Read(new TextEnvelope(changed)));
                changes++;
            }
        }

        Assert.True(changes >= 6, $"{changes} changes");
        reader.Read(new TextEnvelope(bytes)).Dispose();
    }

    private async Task<byte[]> ReadAsync(string form)
    {
        Wss4jProgram.SkipIfMissing();
        await messages.RunWss4jAsync();
        return await File.ReadAllBytesAsync(messages.In($"sent/{form}.xml"), TestContext.Current.CancellationToken);
    }

    /// <summary>What it is to find in a message of ours.</summary>
    private static IEnumerable<string> Expected(string token, string order)
    {
        yield return "timestamp";
        if (token == "transport")
        {
            yield return "user alice";
            yield return "signature by CN=client of Timestamp To";
            yield break;
        }

        List<string> signed = ["Action", "Body", "MessageID", "Timestamp", "To"];
        List<string> encrypted = ["Body-content", "Secret"];

        // Signed as it was encrypted, or before.
        signed.Add(order == nameof(MessageProtectionOrder.EncryptBeforeSign) ? "EncryptedData" : "Secret");
        if (order == nameof(MessageProtectionOrder.SignBeforeEncryptAndEncryptSignature))
        {
            encrypted.Add("Signature");
        }

        switch (token)
        {
            case "session-2005" or "session-13":
                yield return "context";
                break;
            case "key-reply":
                yield return "confirmation";
                signed.Add("SignatureConfirmation");
                if (order == nameof(MessageProtectionOrder.SignBeforeEncryptAndEncryptSignature))
                {
                    encrypted.Add("SignatureConfirmation");
                }

                break;
            case "supporting":
                yield return "user alice";
                yield return "signature by CN=client of Signature";
                signed.Add("UsernameToken");
                encrypted.Add("UsernameToken");
                if (order == nameof(MessageProtectionOrder.SignBeforeEncryptAndEncryptSignature))
                {
                    encrypted.Add("Signature");
                }

                break;
        }

        var signer = token switch { "certificates" => "CN=client", "key-itself" => "key", _ => "derived-key" };
        yield return $"signature by {signer} of {string.Join(' ', signed.Order(StringComparer.Ordinal))}";
        if (order != "none")
        {
            yield return $"encryption of {string.Join(' ', encrypted.Order(StringComparer.Ordinal))}";
        }
    }
}
