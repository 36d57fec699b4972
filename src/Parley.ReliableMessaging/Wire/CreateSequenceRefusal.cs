using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>Why a CreateSequence is not answered with a sequence.</summary>
/// <param name="Reason">For people and logs.</param>
/// <param name="Fault">The answer, complete but for where it goes.</param>
internal sealed record CreateSequenceRefusal(string Reason, Message Fault);
