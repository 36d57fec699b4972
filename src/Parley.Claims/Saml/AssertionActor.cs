namespace Parley.Claims.Saml;

/// <summary>Who acts for the subject of an assertion.</summary>
/// <param name="Attributes">What is said of them.</param>
/// <param name="Actor">Who acts for them in turn; null when nobody does.</param>
internal sealed record AssertionActor(IReadOnlyList<AssertionAttribute> Attributes, AssertionActor? Actor);
