using System.Xml.Linq;
using Parley.Interop.Tests.Peers;
using Parley.Security;

namespace Parley.Interop.Tests.Security;

/// <summary>xmlsec1 verifies our signatures.</summary>
[Collection(typeof(ProtectedMessagesCollection))]
public sealed class XmlSecTests(ProtectedMessages messages)
{
    private const string Utility = SecurityUris.Wsu;
    private const string Soap = "http://www.w3.org/2003/05/soap-envelope";
    private const string Addressing = "http://www.w3.org/2005/08/addressing";

    private static readonly string[] _elements =
    [
        Soap + ":Body", Utility + ":Timestamp", Addressing + ":Action", Addressing + ":To", Addressing + ":MessageID", "urn:app:Secret",
        SecurityUris.Wsse11 + ":SignatureConfirmation", SecurityUris.Wsse + ":UsernameToken",
    ];

    [Theory]
    [InlineData("certificates", "Basic256")]
    [InlineData("session-2005", "Basic256")]
    [InlineData("session-13", "Basic256")]
    [InlineData("session-reply", "Basic256")]
    public async Task It_verifies_the_signature_of_what_is_signed_only(string token, string suite)
    {
        SkipIfMissing();
        var file = messages.FileOf(token, suite, "none");
        await VerifyAsync(file, KeyOf(token, file));

        // It does verify: another body is none of ours.
        var changed = Path.ChangeExtension(file, ".changed");
        await File.WriteAllTextAsync(
            changed, (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).Replace("good-bye", "good-bya", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        await VerifyAsync(changed, KeyOf(token, file), isRight: false);
    }

    [Theory]
    [InlineData("certificates", "Basic256Sha256")]
    [InlineData("certificates", "TripleDes")]
    [InlineData("session-2005", "Basic256")]
    [InlineData("session-13", "Basic256Sha256")]
    [InlineData("session-reply", "Basic128")]
    public async Task It_verifies_the_signature_of_what_WSS4J_has_decrypted(string token, string suite)
    {
        SkipIfMissing();
        Wss4jProgram.SkipIfMissing();
        await messages.RunWss4jAsync();
        var file = messages.FileOf(token, suite, nameof(MessageProtectionOrder.SignBeforeEncryptAndEncryptSignature));
        await VerifyAsync(Path.ChangeExtension(file, ".plain"), KeyOf(token, Path.ChangeExtension(file, ".plain")));
    }

    private static void SkipIfMissing() => Assert.SkipUnless(PeerProcess.IsOnPath("xmlsec1"), "xmlsec1 is not installed (Debian package xmlsec1)");

    private static async Task VerifyAsync(string file, string[] key, bool isRight = true)
    {
        string[] ids = [.. _elements.SelectMany(element => (string[])["--id-attr:Id", element])];
        var (exitCode, process) = await PeerProcess.RunAsync("xmlsec1", ["--verify", .. key, .. ids, file]);
        Assert.True(exitCode == 0 == isRight, process.Output);
    }

    /// <summary>The options that give it the key: it does not know security tokens.</summary>
    private string[] KeyOf(string token, string file)
    {
        if (token == "certificates")
        {
            return ["--pubkey-pem", messages.In("client.pub")];
        }

        // The key of the signature is derived by what the first of the two tokens says.
        var derived = XDocument.Load(file).Descendants().First(element => element.Name.LocalName == "DerivedKeyToken");
        var nonce = Convert.FromBase64String(derived.Elements().Single(element => element.Name.LocalName == "Nonce").Value);
        var length = (int?)derived.Elements().SingleOrDefault(element => element.Name.LocalName == "Length") ?? 32;
        using var key = KeyDerivation.DeriveKey(messages.SessionKey, KeyDerivation.DefaultLabel, nonce, 0, length);
        var keyFile = Path.ChangeExtension(file, ".hmac");
        File.WriteAllBytes(keyFile, key.Bytes.ToArray());
        return ["--hmackey", keyFile];
    }
}
