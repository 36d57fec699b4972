namespace Parley.Claims.Saml;

/// <summary>A value of an attribute.</summary>
/// <param name="Text">The value.</param>
/// <param name="ValueType">The URI of its type.</param>
internal readonly record struct AssertionValue(string Text, string ValueType);
