namespace Parley.Security;

/// <summary>Takes the bytes of a canonical form, in order.</summary>
internal interface ICanonicalSink
{
    /// <summary>Takes the next bytes.</summary>
    /// <param name="bytes">Valid during the call only.</param>
    void Append(ReadOnlySpan<byte> bytes);
}
