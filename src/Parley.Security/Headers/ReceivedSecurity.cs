namespace Parley.Security;

/// <summary>What a security header said, verified: which parts of the envelope are signed and by whom, and what was encrypted.</summary>
internal sealed class ReceivedSecurity : IDisposable
{
    internal ReceivedSecurity()
    {
    }

    /// <summary>The number of the security header among the headers.</summary>
    public int HeaderIndex { get; internal set; }

    /// <summary>From when the message is valid, in UTC; null without a timestamp.</summary>
    public DateTime? Created { get; internal set; }

    /// <summary>Until when the message is valid, in UTC; null when that is not said.</summary>
    public DateTime? Expires { get; internal set; }

    /// <summary>The place of the timestamp, when there is one.</summary>
    public EnvelopePart? Timestamp { get; internal set; }

    /// <summary>The signature over the message; null when there is none.</summary>
    public ReceivedSignature? PrimarySignature { get; internal set; }

    /// <summary>
    /// More signatures that cover no other: where the transport protects messages, each endorsing token signs the timestamp. Elsewhere there
    /// must be none.
    /// </summary>
    public List<ReceivedSignature> OtherSignatures => field ??= [];

    /// <summary>Signatures over the primary signature.</summary>
    public List<ReceivedSignature> EndorsingSignatures => field ??= [];

    /// <summary>The tokens in the header with their places. Those that were encrypted are among <see cref="EncryptedParts"/>.</summary>
    public List<(EnvelopePart Part, ReceivedToken Token)> Tokens => field ??= [];

    /// <summary>The values of signatures that the sender confirms, with their places; an empty one confirms that there was none.</summary>
    public List<(EnvelopePart Part, byte[] Value)> Confirmations => field ??= [];

    /// <summary>The parts that came encrypted, by place.</summary>
    public HashSet<EnvelopePart> EncryptedParts { get => field ??= []; internal init; }

    /// <summary>The content of the body when it came encrypted; null when it did not.</summary>
    public DecryptedFragment? Body { get; internal set; }

    /// <summary>The header blocks that came encrypted, by their numbers among the headers.</summary>
    public Dictionary<int, DecryptedFragment> Headers => field ??= [];

    internal List<IDisposable> Owned { get; } = [];

    /// <summary>Zeroes the keys and the decrypted content.</summary>
    public void Dispose()
    {
        foreach (var owned in Owned)
        {
            owned.Dispose();
        }

        Owned.Clear();
    }
}
