namespace Parley.Security;

/// <summary>A signature that was verified.</summary>
/// <param name="Token">Whose key made it.</param>
/// <param name="Value">Its value.</param>
/// <param name="Covered">The parts that it covers, by place.</param>
internal sealed record ReceivedSignature(ReceivedToken Token, byte[] Value, IReadOnlyList<EnvelopePart> Covered);
