using Parley.Channels;

namespace Parley.Security;

/// <summary>What became of a message that a client has sent: it is a session's, or there is something to say to its sender.</summary>
/// <param name="Verified">The message of a session; null when it is not to be handed on. The lease on its key has been returned.</param>
/// <param name="Answer">What the sender is to be told, protected where that can be; else null.</param>
internal readonly record struct TakenMessage(VerifiedInSession? Verified, Message? Answer);
