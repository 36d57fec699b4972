namespace Parley.Security;

/// <summary>What of a message is protected.</summary>
/// <param name="Signed">The parts that are signed, when they are there.</param>
/// <param name="Encrypted">The parts that are encrypted, when they are there.</param>
internal sealed record MessageParts(MessagePartSpecification Signed, MessagePartSpecification Encrypted)
{
    /// <summary>Nothing.</summary>
    public static MessageParts None { get; } = new(MessagePartSpecification.NoParts, MessagePartSpecification.NoParts);
}
