using System.Text;
using System.Xml;

namespace Parley.Channels;

/// <summary>
/// The parts of an MTOM message: the root part with the XML, and the binary parts that the XML includes, in any order. A package in
/// a buffer is taken apart at once and without copies. A package in a stream is read as its parts are asked for; what has to be kept
/// meanwhile is limited by MaxBufferSize.
/// </summary>
internal sealed class XopPackage
{
    private readonly MimeReader _mime;
    private readonly int _maxBufferSize;
    private readonly Dictionary<string, XopPart?> _parts = new(StringComparer.Ordinal);
    private int _buffered;
    private int _count;
    private readonly bool _isLive;

    // What is left of a root part in a stream, once it had to make way for a part behind it.
    private ReadOnlyMemory<byte>? _keptRoot;

    private XopPackage(MimeReader mime, int maxBufferSize, bool isLive)
    {
        _isLive = isLive;
        _mime = mime;
        _maxBufferSize = maxBufferSize;
    }

    /// <summary>The encoding that the root part's charset states; null to let the XML itself say it.</summary>
    public Encoding? RootEncoding { get; private set; }

    /// <summary>The root part's media type as its own <c>type</c> parameter states it; null when it does not.</summary>
    public string? RootType { get; private set; }

    /// <summary>The root part of a package in a buffer.</summary>
    public ArraySegment<byte> Root { get; private set; }

    /// <summary>Makes the stream of the root part of a package in a stream.</summary>
    public Stream OpenRoot() => new RootStream(this);

    /// <summary>Takes a package apart that is in a buffer.</summary>
    /// <param name="body">The bytes.</param>
    /// <param name="contentType">The message's content type; without a boundary, MIME headers at the start of the bytes state it.</param>
    /// <param name="maxBufferSize">The most bytes of one part's headers.</param>
    public static XopPackage Open(ArraySegment<byte> body, ContentTypeHeader contentType, int maxBufferSize)
    {
        var package = new XopPackage(new MimeReader(body, maxBufferSize), maxBufferSize, isLive: false);
        var start = package.ReadStart(contentType);
        var rootFound = false;
        while (package.ReadNextPart() is { } headers)
        {
            var content = package._mime.TakeContent();
            if (!rootFound && (start is null || start == headers.ContentId))
            {
                rootFound = true;
                package.Root = headers.TransferEncoding == MimeTransferEncoding.Base64 ? XopPart.DecodeBase64(content) : content;
                package.ReadRootHeaders(headers);
            }
            else
            {
                package.Add(headers, content);
            }
        }

        return rootFound ? package : throw RootMissing();
    }

    /// <summary>Opens a package in a stream and reads up to its root part.</summary>
    /// <inheritdoc cref="Open(ArraySegment{byte}, ContentTypeHeader, int)"/>
    public static XopPackage Open(Stream body, ContentTypeHeader contentType, int maxBufferSize)
    {
        var package = new XopPackage(new MimeReader(body, maxBufferSize), maxBufferSize, isLive: true);
        var start = package.ReadStart(contentType);
        while (package.ReadNextPart() is { } headers)
        {
            if (start is null || start == headers.ContentId)
            {
                package.ReadRootHeaders(headers);
                if (headers.TransferEncoding == MimeTransferEncoding.Base64)
                {
                    package._keptRoot = XopPart.DecodeBase64(package.ReadIntoMemory());
                }

                return package;
            }

            package.Add(headers, package.ReadIntoMemory());
        }

        throw RootMissing();
    }

    /// <summary>Hands out the part that an <c>xop:Include</c> refers to. Each part can be included once.</summary>
    public XopPart Take(string contentId)
    {
        if (!_parts.TryGetValue(contentId, out var part))
        {
            part = _isLive ? ReadUpTo(contentId) : throw PartMissing();
        }

        _parts[contentId] = null;
        return part ?? throw new XmlException("The MTOM message includes the same MIME part more than once.");
    }

    private XopPart ReadUpTo(string contentId)
    {
        _keptRoot ??= ReadIntoMemory();

        while (ReadNextPart() is { } headers)
        {
            if (headers.ContentId == contentId && headers.TransferEncoding == MimeTransferEncoding.Identity)
            {
                return new XopPart(_mime);
            }

            Add(headers, ReadIntoMemory());
            if (headers.ContentId == contentId)
            {
                return _parts[contentId]!;
            }
        }

        throw PartMissing();
    }

    private string? ReadStart(ContentTypeHeader contentType)
    {
        if (contentType["boundary"] is null)
        {
            var headers = _mime.ReadMessageHeaders();
            if (headers.ContentType is null || !ContentTypeHeader.TryParse(headers.ContentType, out var stated)
                || !stated.IsMediaType(MtomNames.Multipart))
            {
                throw new XmlException("The MTOM message has no Content-Type header of multipart/related.");
            }

            contentType = stated;
        }

        _mime.Start(contentType["boundary"] ?? throw new XmlException("The content type of the MTOM message has no boundary parameter."));
        var start = contentType["start"];
        return start is ['<', .., '>'] ? start[1..^1] : start;
    }

    private MimePartHeaders? ReadNextPart()
    {
        var headers = _mime.ReadNextPart();
        if (headers is not null && ++_count > MtomNames.MaxParts)
        {
            throw new XmlException($"The MTOM message has more than {MtomNames.MaxParts} MIME parts.");
        }

        return headers;
    }

    private void ReadRootHeaders(MimePartHeaders headers)
    {
        if (headers.ContentType is null || !ContentTypeHeader.TryParse(headers.ContentType, out var contentType)
            || !contentType.IsMediaType(MtomNames.XopMediaType))
        {
            throw new XmlException("The root part of the MTOM message is not of content type application/xop+xml.");
        }

        if (contentType["charset"] is { } charset)
        {
            RootEncoding = XmlEncodings.TryGet(charset, out var encoding)
                ? encoding
                : throw new XmlException("The root part of the MTOM message is in an encoding other than UTF-8 and UTF-16.");
        }

        RootType = contentType["type"];
    }

    private void Add(MimePartHeaders headers, ArraySegment<byte> content)
    {
        if (headers.ContentId is null)
        {
            // Nothing can include it.
            return;
        }

        ReadOnlyMemory<byte> decoded = headers.TransferEncoding == MimeTransferEncoding.Base64 ? XopPart.DecodeBase64(content) : content;
        if (!_parts.TryAdd(headers.ContentId, new XopPart(decoded)))
        {
            throw new XmlException("Two MIME parts of the MTOM message have the same Content-ID.");
        }
    }

    private byte[] ReadIntoMemory()
    {
        var content = XopPart.ReadToEnd(_mime, _maxBufferSize - _buffered) ?? throw QuotaExceeded.MtomBufferSize(_maxBufferSize);
        _buffered += content.Length;
        return content;
    }

    private static XmlException RootMissing() => new("The MTOM message has no root part: none has the Content-ID that the start parameter names.");

    private static XmlException PartMissing() => new("The MTOM message has no MIME part for an xop:Include element.");

    private int ReadRoot(Span<byte> buffer)
    {
        if (_keptRoot is not { } kept)
        {
            return _mime.ReadContent(buffer);
        }

        var count = Math.Min(buffer.Length, kept.Length);
        kept.Span[..count].CopyTo(buffer);
        _keptRoot = kept[count..];
        return count;
    }

    private sealed class RootStream(XopPackage package) : ForwardReadStream
    {
        public override int Read(Span<byte> buffer) => package.ReadRoot(buffer);
    }
}
