namespace Parley.Channels.Framing;

/// <summary>How the envelopes of a connection are laid out. [MC-NMF] section 2.2.3.2.</summary>
internal enum FramingMode : byte
{
    /// <summary>One request and one reply, each in chunks.</summary>
    SingletonUnsized = 1,

    /// <summary>A session: envelopes of known size, both ways, until each side says End.</summary>
    Duplex = 2,

    /// <summary>A one-way session in a file or queue; not used on connections.</summary>
    Simplex = 3,

    /// <summary>One envelope in a file or queue; not used on connections.</summary>
    SingletonSized = 4,
}
