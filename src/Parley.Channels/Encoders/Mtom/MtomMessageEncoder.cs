using System.Text;
using System.Xml;

namespace Parley.Channels;

/// <summary>
/// Messages as MIME packages of XML text and binary parts: SOAP Message Transmission Optimization Mechanism, XOP 1.0. A message of the
/// plain text encoding is read as well.
/// </summary>
internal sealed class MtomMessageEncoder : XmlMessageEncoder
{
    private const string BoundaryProperty = "Parley.Channels.MtomMessageEncoder.Boundary";
    private const string RootContentId = "http://tempuri.org/0";
    private const string PartIdBase = "http://tempuri.org/";
    private readonly TextMessageEncoder _text;
    private readonly Encoding _writeEncoding;
    private readonly int _maxBufferSize;
    private readonly string _rootContentType;
    private readonly string _rootTransferEncoding;

    public MtomMessageEncoder(EncoderSettings settings, Encoding writeEncoding, int maxBufferSize)
        : base(settings, new EncoderPools(settings))
    {
        _text = new TextMessageEncoder(settings, writeEncoding);
        _writeEncoding = XmlEncodings.ForWriting(writeEncoding);
        _maxBufferSize = maxBufferSize;
        _rootContentType = $"{MtomNames.XopMediaType};charset={XmlEncodings.NameOf(_writeEncoding)};type=\"{_text.MediaType}\"";
        _rootTransferEncoding = _writeEncoding == XmlEncodings.Utf8 ? "8bit" : "binary";
    }

    public override string ContentType => $"{MtomNames.Multipart}; type=\"{MtomNames.XopMediaType}\"";

    public override string MediaType => MtomNames.Multipart;

    public override bool IsContentTypeSupported(string contentType)
    {
        ArgumentNullException.ThrowIfNull(contentType);
        return TryReadPackageType(contentType, out _) || _text.IsContentTypeSupported(contentType);
    }

    public override string GetContentType(Message message)
    {
        ArgumentNullException.ThrowIfNull(message);
        var boundary = CreateBoundary();
        message.Properties[BoundaryProperty] = boundary;
        return TextMessageEncoder.AppendAction(PackageType(boundary), message);
    }

    protected override void OpenReader(IncomingLease lease, ArraySegment<byte> buffer, string? contentType)
    {
        if (IsText(contentType, out var packageType, out var encoding))
        {
            encoding = XmlEncodings.WithByteOrderOf(encoding, buffer);
            lease.KeepEnvelope(this, buffer, encoding);
            OpenTextReader(lease, buffer, encoding);
            return;
        }

        lease.KeepEnvelope(this, buffer, packageType);
        var package = XopPackage.Open(buffer, packageType!, _maxBufferSize);
        ThrowIfOtherRoot(package);
        OpenTextReader(lease, package.Root, XmlEncodings.WithByteOrderOf(package.RootEncoding, package.Root));
        lease.Wrap(new XopReader(lease.Reader, package));
    }

    internal override XmlDictionaryReader OpenEnvelope(IncomingLease lease, ArraySegment<byte> message, object? form)
    {
        if (form is not ContentTypeHeader packageType)
        {
            return base.OpenEnvelope(lease, message, form);
        }

        // Each part can be included once, so the package is taken apart again.
        var package = XopPackage.Open(message, packageType, _maxBufferSize);
        var root = OpenTextEnvelope(lease, package.Root, XmlEncodings.WithByteOrderOf(package.RootEncoding, package.Root));
        return new XopReader(root, package);
    }

    protected override void OpenReader(IncomingLease lease, MessageReadStream stream, string? contentType)
    {
        if (IsText(contentType, out var packageType, out var encoding))
        {
            OpenTextReader(lease, stream, XmlEncodings.WithByteOrderOf(encoding, stream.Prefetched));
            return;
        }

        var package = XopPackage.Open(stream, packageType!, _maxBufferSize);
        ThrowIfOtherRoot(package);
        OpenTextReader(lease, package.OpenRoot(), package.RootEncoding);
        lease.Wrap(new XopReader(lease.Reader, package));
    }

    protected override void WriteEnvelope(Message message, OutgoingWriter writer, Stream output)
    {
        // The transport asked for a content type when it sends one itself; otherwise it goes in front of the package.
        var boundary = message.Properties.TryGetValue(BoundaryProperty, out var chosen) ? chosen as string : null;
        if (boundary is null)
        {
            boundary = CreateBoundary();
            MimeWriter.WriteMessageHeaders(output, PackageType(boundary));
        }

        message.Properties.Remove(BoundaryProperty);
        MimeWriter.WritePartHeaders(output, boundary, RootContentId, _rootTransferEncoding, _rootContentType);
        var xop = new XopWriter(OpenTextWriter(writer, output, _writeEncoding), PartIdBase);
        try
        {
            message.WriteMessage(xop);
            xop.Close();
            xop.WriteParts(output, boundary);
        }
        finally
        {
            xop.Release();
        }

        MimeWriter.WriteEnd(output, boundary);
    }

    private static string CreateBoundary() => $"uuid:{Guid.NewGuid():D}+id=1";

    private string PackageType(string boundary) =>
        $"{MtomNames.Multipart}; type=\"{MtomNames.XopMediaType}\";start=\"<{RootContentId}>\";boundary=\"{boundary}\";start-info=\"{_text.MediaType}\"";

    private bool IsText(string? contentType, out ContentTypeHeader? packageType, out Encoding? encoding)
    {
        encoding = null;
        if (TryReadPackageType(contentType ?? ContentType, out packageType))
        {
            return false;
        }

        return _text.TryReadContentType(contentType!, out encoding) ? true : throw UnsupportedContentType(contentType!);
    }

    private bool TryReadPackageType(string contentType, out ContentTypeHeader? packageType) =>
        ContentTypeHeader.TryParse(contentType, out packageType)
        && packageType.IsMediaType(MtomNames.Multipart)
        && (packageType["type"] is not { } type || IsMediaType(type, MtomNames.XopMediaType))
        && (packageType["start-info"] is not { } startInfo || IsMediaType(startInfo, _text.MediaType));

    private void ThrowIfOtherRoot(XopPackage package)
    {
        if (package.RootType is { } type && !IsMediaType(type, _text.MediaType))
        {
            throw new ProtocolException(
                $"The root part of the MTOM message is not of type '{_text.MediaType}'. Use the same SOAP version on both sides.");
        }
    }

    private static bool IsMediaType(string value, string mediaType) =>
        ContentTypeHeader.TryParse(value, out var parsed) && parsed.IsMediaType(mediaType);
}
