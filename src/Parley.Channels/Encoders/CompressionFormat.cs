namespace Parley.Channels;

/// <summary>How the binary encoding compresses messages. WCF documentation: CompressionFormat.</summary>
public enum CompressionFormat
{
    /// <summary>Not at all. The default.</summary>
    None,

    /// <summary>GZip, RFC 1952.</summary>
    GZip,

    /// <summary>Deflate, RFC 1951, as .NET's DeflateStream writes it.</summary>
    Deflate,
}
