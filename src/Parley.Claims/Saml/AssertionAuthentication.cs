namespace Parley.Claims.Saml;

/// <summary>How and when a subject was authenticated.</summary>
/// <param name="Method">The URI of the method, as the assertion's version names it; null when it is not said.</param>
/// <param name="Instant">When, in UTC.</param>
/// <param name="SessionNotOnOrAfter">When a session that begins with it must end (2.0), in UTC; null when nothing is said.</param>
internal readonly record struct AssertionAuthentication(string? Method, DateTime Instant, DateTime? SessionNotOnOrAfter);
