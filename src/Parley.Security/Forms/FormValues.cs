namespace Parley.Security;

/// <summary>The texts that stand in the holes of one message's patterns: the first variables in its envelope, the others in its decrypted signature.</summary>
/// <param name="envelope">The envelope's array.</param>
/// <param name="count">How many variables there are.</param>
/// <param name="envelopeCount">How many of them stand in the envelope.</param>
internal sealed class FormValues(byte[] envelope, int count, int envelopeCount)
{
    private readonly (int Start, int Length)[] _places = new (int, int)[count];

    /// <summary>The array of the decrypted signature.</summary>
    public byte[] Signature { get; set; } = [];

    /// <summary>The text of a variable; empty when it has none yet.</summary>
    public ReadOnlySpan<byte> this[int variable] =>
        (variable < envelopeCount ? envelope : Signature).AsSpan(_places[variable].Start, _places[variable].Length);

    /// <summary>Where the text of a variable ends, in its array.</summary>
    public int EndOf(int variable) => _places[variable].Start + _places[variable].Length;

    /// <summary>Gives a variable its text.</summary>
    /// <param name="variable">The variable.</param>
    /// <param name="start">Where the text begins in the array of the envelope, or of the signature.</param>
    /// <param name="length">Its length.</param>
    public void Set(int variable, int start, int length) => _places[variable] = (start, length);

    /// <summary>Takes all texts away.</summary>
    public void Clear() => Array.Clear(_places);
}
