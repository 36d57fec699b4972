namespace Parley.Security;

/// <summary>Where a part of an envelope stands: what a signature covers is told by its place, not by its identifier.</summary>
/// <param name="Kind">The kind of place.</param>
/// <param name="Index">The number of the header in the envelope, or of the element in the security header; 0 for the body.</param>
internal readonly record struct EnvelopePart(EnvelopePartKind Kind, int Index);
