namespace Parley.Channels;

/// <summary>Names of XML-binary Optimized Packaging (XOP 1.0) and of its MIME packages (SOAP MTOM 1.0).</summary>
internal static class MtomNames
{
    public const string XopNamespace = "http://www.w3.org/2004/08/xop/include";
    public const string XopPrefix = "xop";
    public const string Include = "Include";
    public const string Href = "href";
    public const string ContentIdScheme = "cid:";

    public const string Multipart = "multipart/related";
    public const string XopMediaType = "application/xop+xml";
    public const string BinaryMediaType = "application/octet-stream";

    /// <summary>Binary content of at least so many bytes becomes a part of its own, as in WCF; less stays in the XML as base64.</summary>
    public const int PartThreshold = 768;

    /// <summary>The most parts of a message, as in WCF.</summary>
    public const int MaxParts = 1000;
}
