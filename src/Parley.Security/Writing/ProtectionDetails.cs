namespace Parley.Security;

/// <summary>What differs from message to message under the same protection.</summary>
internal readonly struct ProtectionDetails
{
    /// <summary>The time, UTC.</summary>
    public required DateTime Now { get; init; }

    public required MessagePartSpecification SignedParts { get; init; }

    public required MessagePartSpecification EncryptedParts { get; init; }

    public IReadOnlyList<OutgoingToken>? SupportingTokens { get; init; }

    public IReadOnlyList<SigningKey>? Endorsing { get; init; }

    public IReadOnlyList<ConfirmationElement>? Confirmations { get; init; }
}
