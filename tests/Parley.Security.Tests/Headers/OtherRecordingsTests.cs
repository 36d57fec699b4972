using System.IO.Compression;
using System.Text;
using Parley.Channels;

namespace Parley.Security.Tests.Headers;

/// <summary>Protected conversations over connections, of the .NET WCF client over TLS, and of gSOAP.</summary>
public sealed class OtherRecordingsTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Data");

    [Fact]
    public void Messages_of_WCF_over_net_tcp_are_verified_and_decrypted()
    {
        using var keys = new RecordedKeys();
        foreach (var secret in Recording.Load("nettcp-user-msg").Secrets.Where(secret => secret.Kind == "sct"))
        {
            keys.AddContext(secret.Id, secret.Find("generation") ?? "", secret.Key);
        }

        var files = Read("netfx", "nettcp-user-msg");
        var count = 0;
        foreach (var side in new[] { "c2s", "s2c" })
        {
            byte[] stream = [.. files.Where(file => file.Key.StartsWith("conn", StringComparison.Ordinal) && file.Key.EndsWith($"-{side}.bin", StringComparison.Ordinal)).SelectMany(file => file.Value)];
            foreach (var message in Envelopes(stream))
            {
                using (message)
                {
                    if (!MessageVerifier.HasSecurityHeader(message))
                    {
                        // The negotiation.
                        continue;
                    }

                    var reader = new SecurityHeaderReader(SecurityAlgorithmSuite.Basic256, MessageProtectionOrder.SignBeforeEncryptAndEncryptSignature, keys);
                    using var security = reader.Read(new MessageEnvelope(message));
                    Assert.Contains(new EnvelopePart(EnvelopePartKind.Body, 0), security.PrimarySignature!.Covered);
                    Assert.Contains(security.Timestamp!.Value, security.PrimarySignature.Covered);
                    if (security.EncryptedParts.Contains(new EnvelopePart(EnvelopePartKind.Body, 0)))
                    {
                        Assert.StartsWith("<", Encoding.UTF8.GetString(security.Body!.Content), StringComparison.Ordinal);
                    }

                    count++;
                }
            }
        }

        Assert.Equal(13, count);
    }

    [Theory]
    [InlineData("sc-feb2005-username", 3)]
    [InlineData("sc-feb2005-clientcert", 2)]
    [InlineData("sc-feb2005-derivedkeys", 2)]
    [InlineData("sc-feb2005-rm-feb2005", 6)]
    [InlineData("sc-feb2005-renew", 5)]
    [InlineData("sc-dec2005-username", 3)]
    [InlineData("sc-dec2005-renew", 5)]
    public void Messages_of_the_dotnet_client_in_sessions_over_TLS_are_verified_by_the_key_that_both_sides_agreed_on(string conversation, int expected)
    {
        var protocol = conversation.StartsWith("sc-dec2005", StringComparison.Ordinal) ? TrustProtocol.Oasis : TrustProtocol.February2005;
        var encoder = new TextMessageEncodingBindingElement().CreateMessageEncoderFactory().Encoder;
        Assert.Equal(expected, VerifyAll(Read("wcf-client", conversation).Values.Select(bytes => Wires.Wire.Read(bytes, encoder)), protocol));
    }

    [Fact]
    public void Messages_of_the_dotnet_client_in_a_session_over_TLS_on_net_tcp_are_verified_by_the_key_that_both_sides_agreed_on()
    {
        var factory = new BinaryMessageEncodingBindingElement().CreateMessageEncoderFactory();

        // The token is asked for over a connection of its own.
        var encoders = Enumerable.Range(0, 4).Select(_ => factory.CreateSessionEncoder()).ToArray();
        var messages = Read("wcf-client", "nettcp-twmc-username-sc").Select(file => Wires.Wire.Read(
            file.Value, encoders[(string.CompareOrdinal(file.Key, "03") < 0 ? 0 : 2) + (file.Key.Contains("c2s", StringComparison.Ordinal) ? 0 : 1)]));
        Assert.Equal(2, VerifyAll(messages, TrustProtocol.February2005));
    }

    [Fact]
    public void Messages_of_gSOAP_under_a_context_s_key_are_verified_and_one_under_another_key_is_refused()
    {
        var files = Read("gsoap", "wsse-sct-hmac");
        using var keys = new RecordedKeys();
        keys.AddContext("urn:uuid:11111111-2222-3333-4444-555555555555", "", files["secret.bin"]);
        var reader = new SecurityHeaderReader(SecurityAlgorithmSuite.Basic256, MessageProtectionOrder.SignBeforeEncrypt, keys);
        foreach (var name in new[] { "001-req.xml", "001-resp.xml" })
        {
            using var security = reader.Read(new TextEnvelope(files[name]));
            Assert.Contains(new EnvelopePart(EnvelopePartKind.Body, 0), security.PrimarySignature!.Covered);
            Assert.Contains(security.Timestamp!.Value, security.PrimarySignature.Covered);
        }

        Assert.Throws<MessageSecurityException>(() => reader.Read(new TextEnvelope(files["002-req.xml"])));
    }

    /// <returns>How many messages were verified.</returns>
    private static int VerifyAll(IEnumerable<Message> messages, TrustProtocol protocol)
    {
        using var keys = new RecordedKeys();
        var agreement = new KeyAgreement(SecurityKeyEntropyMode.CombinedEntropy, SecurityAlgorithmSuite.Basic256);
        TokenRequest? asked = null;
        var count = 0;
        foreach (var message in messages)
        {
            using (message)
            {
                if (protocol.ResponseOf(message.Headers.Action) is TokenRequestKind.Issue or TokenRequestKind.Renew)
                {
                    var response = TokenMessages.ReadResponse(message, asked!.Kind, protocol);
                    using var key = agreement.Accept(asked.Entropy, response);
                    keys.AddContext(response.Token!.Value.Identifier, response.Token.Value.Instance ?? "", key.Bytes.ToArray());
                    continue;
                }

                if (protocol.RequestOf(message.Headers.Action) is (TokenRequestKind.Issue or TokenRequestKind.Renew) and { } kind)
                {
                    asked = TokenMessages.ReadRequest(message, kind, protocol);
                    if (kind == TokenRequestKind.Issue)
                    {
                        continue;
                    }
                }

                if (!MessageVerifier.HasSecurityHeader(message))
                {
                    continue;
                }

                var reader = new SecurityHeaderReader(SecurityAlgorithmSuite.Basic256, MessageProtectionOrder.SignBeforeEncrypt, keys);
                using var security = reader.Read(new MessageEnvelope(message));
                if ((security.PrimarySignature ?? security.EndorsingSignatures.FirstOrDefault()) is { } signature)
                {
                    Assert.Contains(security.Timestamp!.Value, signature.Covered);
                    Assert.IsType<ReceivedToken.SecurityContext>(signature.Token.Source);
                    count++;
                }
            }
        }

        return count;
    }

    /// <summary>The messages in the records of one direction of connections that follow each other.</summary>
    private static IEnumerable<Message> Envelopes(byte[] stream)
    {
        var factory = new BinaryMessageEncodingBindingElement { ReaderQuotas = { MaxStringContentLength = int.MaxValue } }.CreateMessageEncoderFactory();
        var encoder = factory.CreateSessionEncoder();
        for (var at = 0; at < stream.Length;)
        {
            switch (stream[at++])
            {
                case 0x00:
                    at += 2;
                    encoder = factory.CreateSessionEncoder();
                    break;
                case 0x01 or 0x03:
                    at++;
                    break;
                case 0x02:
                    var via = Length();
                    at += via;
                    break;
                case 0x06:
                    var length = Length();
                    yield return Wires.Wire.Read(stream[at..(at + length)], encoder);
                    at += length;
                    break;
                case 0x07:
                    // What the service sends has no preamble: the next connection begins here.
                    encoder = factory.CreateSessionEncoder();
                    break;
                case 0x0B or 0x0C:
                    break;
                default:
                    throw new FormatException($"An unexpected record at {at - 1}.");
            }

            int Length()
            {
                var value = 0;
                for (var shift = 0; ; shift += 7)
                {
                    var part = stream[at++];
                    value |= (part & 0x7F) << shift;
                    if (part < 0x80)
                    {
                        return value;
                    }
                }
            }
        }
    }

    private static SortedDictionary<string, byte[]> Read(string sender, string name)
    {
        var files = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        using var zip = ZipFile.OpenRead(Path.Combine(Folder, sender, name + ".zip"));
        foreach (var entry in zip.Entries)
        {
            using var copy = new MemoryStream();
            using var stream = entry.Open();
            stream.CopyTo(copy);
            files.Add(entry.FullName, copy.ToArray());
        }

        return files;
    }
}
