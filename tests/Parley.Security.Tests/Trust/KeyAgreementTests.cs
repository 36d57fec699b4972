namespace Parley.Security.Tests.Trust;

public sealed class KeyAgreementTests
{
    public static TheoryData<SecurityKeyEntropyMode> Modes => [.. Enum.GetValues<SecurityKeyEntropyMode>()];

    [Theory]
    [MemberData(nameof(Modes))]
    public void Both_sides_come_to_the_same_key(SecurityKeyEntropyMode mode)
    {
        var agreement = new KeyAgreement(mode, SecurityAlgorithmSuite.Basic256);
        var entropy = agreement.CreateRequestEntropy();
        Assert.Equal(mode == SecurityKeyEntropyMode.ServerEntropy, entropy is null);
        var made = agreement.Create(new TokenRequest { Kind = TokenRequestKind.Issue, Entropy = entropy, KeySize = 256 });
        using var service = made.Key;
        using var client = agreement.Accept(entropy, Answer(made));
        Assert.Equal(256, client.Bits);
        Assert.True(client.HasSameBytesAs(service));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void A_service_with_another_mode_is_refused(SecurityKeyEntropyMode mode)
    {
        var agreement = new KeyAgreement(mode, SecurityAlgorithmSuite.Basic256);
        var entropy = agreement.CreateRequestEntropy();
        var made = agreement.Create(new TokenRequest { Kind = TokenRequestKind.Issue, Entropy = entropy });
        using var honest = agreement.Accept(entropy, Answer(made));
        foreach (var other in Enum.GetValues<SecurityKeyEntropyMode>().Where(other => other != mode))
        {
            var refused = Assert.Throws<MalformedTrustException>(() => new KeyAgreement(other, SecurityAlgorithmSuite.Basic256).Accept(entropy, Answer(made)));
            Assert.Contains("KeyEntropyMode", refused.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(SecurityKeyEntropyMode.CombinedEntropy, false)]
    [InlineData(SecurityKeyEntropyMode.ClientEntropy, false)]
    [InlineData(SecurityKeyEntropyMode.ServerEntropy, true)]
    public void A_request_with_entropy_where_there_is_none_or_without_where_there_is_is_refused(SecurityKeyEntropyMode mode, bool hasEntropy)
    {
        var request = new TokenRequest { Kind = TokenRequestKind.Issue, Entropy = hasEntropy ? new byte[32] : null };
        Assert.Throws<MalformedTrustException>(() => new KeyAgreement(mode, SecurityAlgorithmSuite.Basic256).Create(request));
    }

    [Fact]
    public void A_length_that_the_suite_does_not_allow_is_refused()
    {
        var agreement = new KeyAgreement(SecurityKeyEntropyMode.CombinedEntropy, SecurityAlgorithmSuite.Basic256);
        Assert.Throws<MalformedTrustException>(() => agreement.Create(
            new TokenRequest { Kind = TokenRequestKind.Issue, Entropy = new byte[32], KeySize = 128 }));
        Assert.Throws<MalformedTrustException>(() => agreement.Accept(
            new byte[32], new TokenResponse { IsComputed = true, Entropy = new byte[32], KeySize = 64 }));
    }

    private static TokenResponse Answer(AgreedKey made) =>
        new() { IsComputed = made.IsComputed, Entropy = made.Entropy, ProofKey = made.ProofKey, KeySize = made.Bits };
}
