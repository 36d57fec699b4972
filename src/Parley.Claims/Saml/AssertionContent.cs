namespace Parley.Claims.Saml;

/// <summary>What an assertion says, of either version.</summary>
internal sealed class AssertionContent
{
    /// <summary>The assertion's identifier.</summary>
    public required string Id { get; init; }

    /// <summary>Who issued it.</summary>
    public required string Issuer { get; init; }

    /// <summary>When it was issued, in UTC.</summary>
    public required DateTime IssueInstant { get; init; }

    /// <summary>From when it is valid, in UTC; null for ever.</summary>
    public DateTime? NotBefore { get; set; }

    /// <summary>When it is not valid any more, in UTC; null for never.</summary>
    public DateTime? NotOnOrAfter { get; set; }

    /// <summary>For whom it was issued: one name of each list must be the reader's.</summary>
    public List<IReadOnlyList<string>> Audiences { get; } = [];

    /// <summary>Whether it is to be used once only.</summary>
    public bool IsOneTimeUse { get; set; }

    /// <summary>The name of a condition that is not known here; null when all are.</summary>
    public string? UnknownCondition { get; set; }

    /// <summary>Of whom it speaks: version 2.0 says it once, version 1.1 once in each statement.</summary>
    public List<AssertionSubject> Subjects { get; } = [];

    /// <summary>How the subject was authenticated.</summary>
    public List<AssertionAuthentication> Authentications { get; } = [];

    /// <summary>What else it says of the subject.</summary>
    public List<AssertionAttribute> Attributes { get; } = [];

    /// <summary>Who acts for the subject; null when nobody does.</summary>
    public AssertionActor? Actor { get; set; }
}
