namespace Parley.Security.Tests.Trust;

/// <summary>Bad requests and answers end in one kind of exception, which the channel makes a fault of.</summary>
public sealed class MalformedBodiesTests
{
    private const int Seed = 20_05;

    [Theory]
    [InlineData("</t:RequestType>", "x</t:RequestType>", "type")]
    [InlineData("ws/2005/02/sc/sct</t:TokenType>", "saml</t:TokenType>", "another type of token")]
    [InlineData("<t:KeySize>256<", "<t:KeySize>257<", "KeySize")]
    [InlineData("<t:KeySize>256<", "<t:KeySize>-8<", "KeySize")]
    [InlineData("<t:KeySize>256</t:KeySize>", "<t:KeySize>256</t:KeySize><t:KeySize>256</t:KeySize>", "twice")]
    [InlineData("<t:Entropy>", "<t:Entropy><x/>", "BinarySecret")]
    [InlineData("RequestSecurityToken ", "RequestSecurityTokens ", "")]
    public void A_request_that_is_not_as_it_should_be_is_refused(string honest, string changed, string reason)
    {
        var recorded = RecordedBodiesTests.Load("2005-issue-request");
        Assert.Contains(honest, recorded, StringComparison.Ordinal);
        Read(recorded);
        var refused = Assert.Throws<MalformedTrustException>(() => Read(recorded.Replace(honest, changed, StringComparison.Ordinal)));
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_renewal_that_does_not_say_of_what_is_refused()
    {
        var recorded = RecordedBodiesTests.Load("2005-renew-request");
        var start = recorded.IndexOf("<t:RenewTarget>", StringComparison.Ordinal);
        var end = recorded.IndexOf("</t:RenewTarget>", StringComparison.Ordinal) + "</t:RenewTarget>".Length;
        Assert.Throws<MalformedTrustException>(() => Read(recorded.Remove(start, end - start), TokenRequestKind.Renew));
    }

    [Fact]
    public void Mutated_bodies_are_read_or_refused_and_nothing_else()
    {
        var random = new Random(Seed);
        var readable = 0;
        foreach (var name in new[] { "2005-issue-request", "2005-renew-request" })
        {
            var recorded = RecordedBodiesTests.Load(name);
            for (var i = 0; i < 2000; i++)
            {
                var mutant = recorded.ToCharArray();
                for (var changes = random.Next(1, 4); changes > 0; changes--)
                {
                    mutant[random.Next(mutant.Length)] = (char)random.Next(0x20, 0x7f);
                }

                try
                {
                    Read(new string(mutant), name.Contains("renew", StringComparison.Ordinal) ? TokenRequestKind.Renew : TokenRequestKind.Issue);
                    readable++;
                }
                catch (MalformedTrustException)
                {
                }
            }
        }

        Assert.InRange(readable, 1, 3999);
    }

    private static TokenRequest Read(string body, TokenRequestKind kind = TokenRequestKind.Issue)
    {
        using var reader = RecordedBodiesTests.Reader(body);
        return TokenRequestReader.Read(reader, kind, TrustProtocol.February2005);
    }
}
