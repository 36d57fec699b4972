using Parley.Channels;

namespace Parley.Security;

/// <summary>What reading an envelope needs and the next one can use again.</summary>
internal sealed class PassTools : IDisposable
{
    private const int MostKept = 256 * 1024;
    private static readonly BoundedPool<PassTools> _pool = new(32);

    private PassTools()
    {
    }

    /// <summary>Walks the envelope.</summary>
    public XmlScanner Envelope { get; } = new();

    /// <summary>Reads canonical forms.</summary>
    public XmlScanner Form { get; } = new();

    /// <summary>Goes back to what a form was made of.</summary>
    public XmlScanner Original { get; } = new();

    /// <summary>Walks decrypted content.</summary>
    public XmlScanner Content { get; } = new();

    /// <summary>Makes the forms of what may be signed.</summary>
    public ByteCanonicalizer Canonicalizer { get; } = new();

    /// <summary>Makes other forms.</summary>
    public ByteCanonicalizer SecondCanonicalizer { get; } = new();

    /// <summary>The forms of all that may be signed.</summary>
    public PooledBytes Forms { get; } = new();

    /// <summary>Takes identifiers.</summary>
    public List<string> Identifiers { get; } = [];

    public PooledBytes Scratch { get; } = new();

    public PooledBytes Cipher { get; } = new();

    public PooledBytes SignedInfo { get; } = new();

    public static PassTools Rent() => _pool.Take() ?? new PassTools();

    /// <summary>Gives the tools back: what was secret in them is zeroed.</summary>
    public void Dispose()
    {
        Canonicalizer.Identifiers = null;
        Identifiers.Clear();
        SecondCanonicalizer.Identifiers = null;
        var isLarge = Forms.Capacity + Scratch.Capacity + Cipher.Capacity + SignedInfo.Capacity > MostKept;
        Forms.Zero();
        Scratch.Zero();
        Cipher.Zero();
        SignedInfo.Zero();
        Envelope.Start([], 0, 0, isNormalized: false);
        Form.Start([], 0, 0, isNormalized: false);
        Original.Start([], 0, 0, isNormalized: false);
        Content.Start([], 0, 0, isNormalized: false);
        if (isLarge)
        {
            Forms.Dispose();
            Scratch.Dispose();
            Cipher.Dispose();
            SignedInfo.Dispose();
        }
        else
        {
            _pool.Return(this);
        }
    }
}
