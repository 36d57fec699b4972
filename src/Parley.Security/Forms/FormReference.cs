namespace Parley.Security;

/// <summary>A part that the signature of a form covers.</summary>
/// <param name="Canonical">Its canonical form; null for the body, which is another in each message.</param>
/// <param name="Digest">The variable of its digest.</param>
/// <param name="Memory">Digests that it had before; null for a part that is another in each message.</param>
internal sealed record FormReference(TextPattern? Canonical, int Digest, DigestMemory? Memory);
