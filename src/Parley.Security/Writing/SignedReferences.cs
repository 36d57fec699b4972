namespace Parley.Security;

/// <summary>The parts that a signature covers, each by id and digest, in order.</summary>
/// <param name="digestSize">The length of a digest.</param>
internal sealed class SignedReferences(int digestSize)
{
    private string[] _ids = new string[8];
    private byte[] _digests = new byte[8 * digestSize];

    public int Count { get; private set; }

    public string Id(int index) => _ids[index];

    public byte[] Digests => _digests;

    public int DigestSize => digestSize;

    /// <summary>Adds a part.</summary>
    /// <returns>Where its digest goes.</returns>
    public Span<byte> Add(string id)
    {
        if (Count == _ids.Length)
        {
            Array.Resize(ref _ids, 2 * Count);
            Array.Resize(ref _digests, 2 * Count * digestSize);
        }

        _ids[Count] = id;
        return _digests.AsSpan(digestSize * Count++, digestSize);
    }
}
