using System.Text;
using System.Text.RegularExpressions;
using System.Xml;

namespace Parley.Security.Tests.Trust;

/// <summary>The bodies of token requests and answers that .NET Framework wrote are read, and written again byte for byte.</summary>
public sealed partial class RecordedBodiesTests
{
    public static TheoryData<string, string> Requests => new()
    {
        { "2005-issue-request", "Issue" },
        { "2005-renew-request", "Renew" },
        { "13-issue-request", "Issue" },
        { "13-cancel-request", "Cancel" },
    };

    public static TheoryData<string, string, bool> Responses => new()
    {
        { "2005-issue-response", "Issue", true },
        { "2005-issue-response-untyped", "Issue", false },
        { "2005-renew-response", "Renew", false },
        { "2005-stateful-response", "Issue", false },
        { "13-issue-response", "Issue", true },
        { "13-cancel-response", "Cancel", true },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public void A_recorded_request_is_read_and_written_again(string name, string kind)
    {
        var recorded = Load(name);
        var protocol = ProtocolOf(name);
        using var reader = Reader(recorded);
        var request = TokenRequestReader.Read(reader, Enum.Parse<TokenRequestKind>(kind), protocol);
        Assert.Equal(recorded, Write(writer => TokenRequestWriter.Write(writer, request with { EntropyId = EntropyId(recorded) }, protocol)));
    }

    [Theory]
    [MemberData(nameof(Responses))]
    public void A_recorded_answer_is_read_and_written_again(string name, string kind, bool isTyped)
    {
        var recorded = Load(name);
        var protocol = ProtocolOf(name);
        using var reader = Reader(recorded);
        var response = TokenResponseReader.Read(reader, Enum.Parse<TokenRequestKind>(kind), protocol);
        Assert.Equal(recorded, Write(writer => TokenResponseWriter.Write(writer, response with { EntropyId = EntropyId(recorded) }, protocol, isTyped)));
    }

    [Fact]
    public void A_recorded_renewal_names_the_key_that_it_replaces()
    {
        using var reader = Reader(Load("2005-renew-request"));
        var request = TokenRequestReader.Read(reader, TokenRequestKind.Renew, TrustProtocol.February2005);
        Assert.Equal(
            new ContextName("urn:uuid:1a93ad90-d6dc-486e-933a-91a8aa37d408", "urn:uuid:c5bf444c-fa42-4dbe-9a0a-931e8b85bc8b"), request.Target);
        Assert.Equal(256, request.KeySize);
        Assert.Equal(32, request.Entropy!.Length);
    }

    [Fact]
    public void A_recorded_session_has_the_key_that_both_sides_computed()
    {
        // The exchange of one conversation, and the key that its client and service had.
        using var reader = Reader(Load("2005-issue-response"));
        var response = TokenResponseReader.Read(reader, TokenRequestKind.Issue, TrustProtocol.February2005);
        var entropy = Convert.FromBase64String("iUdIxANP5U0QhCk66r8FpDj/Nlj6M+L5zaAQCeNkofQ=");
        using var key = new KeyAgreement(SecurityKeyEntropyMode.CombinedEntropy, SecurityAlgorithmSuite.Basic256).Accept(entropy, response);
        Assert.Equal("LcEfPwY+qpwbWvEfyf6CcY9wN7Hv5Q6ljGToKW2EJzQ=", Convert.ToBase64String(key.Bytes));
        Assert.Equal(new DateTime(2026, 11, 21, 8, 5, 4, 324, DateTimeKind.Utc), response.Created);
        Assert.Equal(TimeSpan.FromHours(15), response.Expires - response.Created);
    }

    [Fact]
    public void A_stateful_token_carries_its_state()
    {
        using var reader = Reader(Load("2005-stateful-response"));
        var response = TokenResponseReader.Read(reader, TokenRequestKind.Issue, TrustProtocol.February2005);
        Assert.Equal("TESTENC0", Encoding.ASCII.GetString(response.Cookie!, 0, 8));
    }

    internal static XmlDictionaryReader Reader(string body) =>
        XmlDictionaryReader.CreateTextReader(Encoding.UTF8.GetBytes(body), XmlDictionaryReaderQuotas.Max);

    internal static string Load(string name) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Data", "trust", name + ".xml"));

    private static TrustProtocol ProtocolOf(string name) =>
        name.StartsWith("13-", StringComparison.Ordinal) ? TrustProtocol.Oasis : TrustProtocol.February2005;

    private static string? EntropyId(string recorded) =>
        EntropyIdPattern().Match(recorded) is { Success: true } match ? match.Groups[1].Value : null;

    // A recorded body stands in an envelope that declares the prefix of ids.
    private static string Write(Action<XmlDictionaryWriter> write)
    {
        using var stream = new MemoryStream();
        using (var writer = XmlDictionaryWriter.CreateTextWriter(stream, Encoding.UTF8, ownsStream: false))
        {
            write(writer);
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    [GeneratedRegex("""BinarySecret u:Id="([^"]*)""")]
    private static partial Regex EntropyIdPattern();
}
