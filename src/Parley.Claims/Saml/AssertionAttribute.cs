namespace Parley.Claims.Saml;

/// <summary>An attribute of an assertion.</summary>
/// <param name="ClaimType">The type of its claims.</param>
/// <param name="Values">Its values, of which each is a claim.</param>
/// <param name="OriginalIssuer">Who said it first; null for the issuer of the assertion.</param>
/// <param name="NameFormat">The format of its name (2.0); null when nothing is said.</param>
/// <param name="FriendlyName">Its name for people (2.0); null when there is none.</param>
internal sealed record AssertionAttribute(string ClaimType, IReadOnlyList<AssertionValue> Values, string? OriginalIssuer, string? NameFormat, string? FriendlyName);
