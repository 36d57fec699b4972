namespace Parley.Security;

/// <summary>A token that endorses one message.</summary>
/// <param name="Elements">What stands in the header for it, each before those that refer to it; none when the other side has the token.</param>
/// <param name="Key">Its key.</param>
/// <param name="Owner">What is disposed when the message has been signed; null for nothing.</param>
internal sealed record EndorsingToken(IReadOnlyList<HeaderElement> Elements, SigningKey Key, IDisposable? Owner);
