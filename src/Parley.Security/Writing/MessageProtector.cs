using System.Globalization;
using System.Xml;
using Parley.Channels;

namespace Parley.Security;

/// <summary>
/// Signs and encrypts one message. Each part is written once as canonical XML, digested meanwhile, and encrypted from the same bytes.
/// WS-Security 1.1, sections 8 and 9.
/// </summary>
internal sealed partial class MessageProtector : IDisposable
{
    private static readonly string[] _ids = [.. Enumerable.Range(0, 32).Select(number => string.Create(CultureInfo.InvariantCulture, $"_{number}"))];

    private readonly Message _message;
    private readonly OutgoingSecurity _security;
    private readonly ProtectedParts _parts;
    private readonly CanonicalWriter _writer = CanonicalWriter.Rent();
    private readonly PooledBytes _scratch = new();
    private readonly DigestAlgorithm _digest;
    private readonly DigestSink _sink;
    private readonly XmlDictionaryString _digestName;
    private readonly SignedReferences _references;
    private readonly List<string> _encrypted = [];
    private int _nextId;

    private MessageProtector(Message message, OutgoingSecurity security)
    {
        _message = message;
        _security = security;
        _parts = new ProtectedParts { Headers = new ProtectedHeader[message.Headers.Count] };
        _digest = DigestAlgorithm.Find(security.Suite.DefaultDigestAlgorithm)!;
        _digestName = SecurityNames.Add(_digest.Identifier);
        _sink = new DigestSink(_digest);
        _references = new SignedReferences(_digest.Size);
    }

    private bool EncryptsFirst => _security.Order == MessageProtectionOrder.EncryptBeforeSign;

    /// <summary>Protects a message.</summary>
    /// <param name="message">The message. It is used up.</param>
    /// <param name="security">How.</param>
    /// <returns>The message to send. Closing it closes <paramref name="message"/>.</returns>
    public static ProtectedMessage Protect(Message message, OutgoingSecurity security)
    {
        using var protector = new MessageProtector(message, security);
        try
        {
            protector.Protect();
            return new ProtectedMessage(message, protector._parts);
        }
        catch
        {
            protector._parts.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _sink.Dispose();
        _scratch.Dispose();
        _writer.Dispose();
    }

    private void Protect()
    {
        ProtectBody();
        ProtectHeaders();
        AssembleHeader();
    }

    private void ProtectBody()
    {
        var isSigned = _security.Signing is not null && _security.SignedParts.IsBodyIncluded;
        var encrypting = _security.EncryptedParts.IsBodyIncluded ? _security.Encrypting : null;
        if (!isSigned && encrypting is null)
        {
            return;
        }

        var body = new PooledBytes();
        try
        {
            var id = isSigned ? NextId() : null;
            _parts.BodyId = id;
            _writer.Start(body, isSigned && !(EncryptsFirst && encrypting is not null) ? _sink : null);
            _message.WriteStartBody(_writer);
            if (id is not null)
            {
                _writer.WriteAttributeString(SecurityNames.UtilityPrefix, SecurityNames.Id, SecurityNames.Utility, id);
            }

            _writer.EndStartTag();
            var start = body.Count;
            _message.WriteBodyContents(_writer);
            var end = BodyEnd(body);
            if (encrypting is null)
            {
                _sink.Complete(_references.Add(id!));
                _parts.PlainBody = body;
                _parts.PlainContent = start..end;
                return;
            }

            _parts.Body = Encrypt(isContent: true, encrypting, body.Span[start..end]);
            if (EncryptsFirst && id is not null)
            {
                DigestEncryptedBody(id);
            }
            else if (id is not null)
            {
                _sink.Complete(_references.Add(id));
            }
        }
        finally
        {
            if (_parts.PlainBody is null)
            {
                body.Dispose();
            }
        }
    }

    // Writes the body's end tag, and returns where its content ends: what is still open of it is written first.
    private int BodyEnd(PooledBytes body)
    {
        _writer.EndStartTag();
        var end = body.Count;
        _writer.WriteEndElement();
        _writer.Finish();
        return end;
    }

    private void DigestEncryptedBody(string id)
    {
        _scratch.Clear();
        _writer.Start(_scratch, _sink);
        _message.WriteStartBody(_writer);
        _writer.WriteAttributeString(SecurityNames.UtilityPrefix, SecurityNames.Id, SecurityNames.Utility, id);
        EncryptedData.Write(_writer, _parts.Body!);
        _writer.WriteEndElement();
        _writer.Finish();
        _sink.Complete(_references.Add(id));
    }

    private void ProtectHeaders()
    {
        var headers = _message.Headers;
        for (var i = 0; i < headers.Count; i++)
        {
            var header = headers[i];
            var isSigned = _security.Signing is not null && _security.SignedParts.Includes(header.Name, header.Namespace);
            isSigned |= _security is { Signing: null, EndorsesTo: true } && IsTo(header);
            var encrypting = _security.EncryptedParts.Includes(header.Name, header.Namespace) ? _security.Encrypting : null;
            if (!isSigned && encrypting is null)
            {
                continue;
            }

            _parts.Headers[i] = encrypting is null ? SignHeader(headers, i) : EncryptHeader(headers, i, isSigned, encrypting);
        }
    }

    private ProtectedHeader SignHeader(MessageHeaders headers, int index)
    {
        var id = NextId();
        if (headers.Get(index) is ActionHeader or ToHeader or MessageIdHeader or RelatesToHeader || IsAnonymousReplyTo(headers.Get(index)))
        {
            // It comes out the same each time, in the usual envelope.
            _scratch.Clear();
            _writer.Start(_scratch, _sink);
            _writer.DeclareAround(WireNames.EnvelopePrefix, _message.Version.Envelope.Namespace.Value);
            _writer.DeclareAround(WireNames.AddressingPrefix, _message.Version.Addressing.Namespace.Value);
            _writer.DeclareAround(SecurityNames.UtilityPrefix, SecurityNames.Utility.Value);
            WriteHeader(headers, index, id);
            _sink.Complete(_references.Add(id));
            return new ProtectedHeader(headers.Get(index), id, null, null);
        }

        var plain = new PooledBytes(256);
        try
        {
            _writer.Start(plain, _sink);
            WriteHeader(headers, index, id);
            _sink.Complete(_references.Add(id));
            return new ProtectedHeader(headers.Get(index), id, plain, null);
        }
        catch
        {
            plain.Dispose();
            throw;
        }
    }

    private ProtectedHeader EncryptHeader(MessageHeaders headers, int index, bool isSigned, EncryptingKey key)
    {
        var id = isSigned && !EncryptsFirst ? NextId() : null;
        _scratch.Clear();
        _writer.Start(_scratch, id is not null ? _sink : null);
        WriteHeader(headers, index, id);
        if (id is not null)
        {
            _sink.Complete(_references.Add(id));
        }

        var encrypted = Encrypt(isContent: false, key, _scratch.Span);
        if (isSigned && EncryptsFirst)
        {
            Digest(encrypted);
        }

        return new ProtectedHeader(headers.Get(index), id, null, encrypted);
    }

    private void WriteHeader(MessageHeaders headers, int index, string? id)
    {
        headers.WriteStartHeader(index, _writer);
        if (id is not null)
        {
            _writer.WriteAttributeString(SecurityNames.UtilityPrefix, SecurityNames.Id, SecurityNames.Utility, id);
        }

        headers.WriteHeaderContents(index, _writer);
        _writer.WriteEndElement();
        _writer.Finish();
    }

    private bool IsAnonymousReplyTo(MessageHeader header) => ReferenceEquals(header, EndpointAddressHeader.AnonymousReplyTo(_message.Version.Addressing));

    private bool IsTo(MessageHeaderInfo header) =>
        header.Name == NbfsDictionary.To.Value
        && _message.Version.Addressing != AddressingVersion.None
        && header.Namespace == _message.Version.Addressing.Namespace.Value;

    private SecurityItem Item(HeaderElement element, bool isEncrypted) =>
        isEncrypted ? new SecurityItem(EncryptElement(element)) : new SecurityItem(element);

    private EncryptedPart EncryptElement(HeaderElement element)
    {
        _scratch.Clear();
        _writer.Start(_scratch, null);
        element.Write(_writer);
        _writer.Finish();
        return Encrypt(isContent: false, _security.Encrypting!, _scratch.Span);
    }

    private EncryptedPart Encrypt(bool isContent, EncryptingKey key, ReadOnlySpan<byte> plain)
    {
        var part = EncryptedPart.Encrypt(NextId(), isContent, key, plain);
        _encrypted.Add(part.Id);
        return part;
    }

    private void Digest(HeaderElement element) => Digest(element, _references);

    private void Digest(HeaderElement element, SignedReferences references)
    {
        _scratch.Clear();
        _writer.Start(_scratch, _sink);
        element.Write(_writer);
        _writer.Finish();
        _sink.Complete(references.Add(element.Id));
    }

    private void Digest(EncryptedPart part)
    {
        using var written = new PooledBytes();
        _writer.Start(written, _sink);
        EncryptedData.Write(_writer, part);
        _writer.Finish();
        _sink.Complete(_references.Add(part.Id));
    }

    private string NextId() => _nextId < _ids.Length ? _ids[_nextId++] : string.Create(CultureInfo.InvariantCulture, $"_{_nextId++}");
}
