namespace Parley.Security;

/// <content>The body, in the form in which it was signed.</content>
internal sealed partial class SecurityHeaderPass
{
    private DecryptedFragment? _body;

    private void ReadBody()
    {
        var scanner = _tools.Envelope;
        var place = new EnvelopePart(EnvelopePartKind.Body, 0);
        var id = FindId(scanner);
        var raw = _bodyTag = scanner.Current.TagStart;
        var start = _tools.Forms.Count;
        CanonicalizeBody(scanner, _tools.Canonicalizer, _tools.Forms, null);
        if (_body is not null)
        {
            _security.EncryptedParts.Add(place);
            _security.Body = _body;
        }

        if (id is not null)
        {
            Register(id, new SignablePart(place, new Form(start, _tools.Forms.Count - start), raw, null));
        }
    }

    /// <summary>
    /// The form of the body as its sender signed it: before it was encrypted, or after. The body's start tag has been read; afterwards the scanner
    /// is behind the body.
    /// </summary>
    private void CanonicalizeBody(XmlScanner scanner, ByteCanonicalizer canonicalizer, PooledBytes output, InclusivePrefixes? prefixes)
    {
        canonicalizer.Start(output, prefixes);
        if (!canonicalizer.AddStartTag(scanner))
        {
            throw Unusual();
        }

        if (!scanner.IsEmpty)
        {
            var start = scanner.Position;
            var isEncrypted = ReadEncryptedBody(scanner);
            if (isEncrypted && protectionOrder != MessageProtectionOrder.EncryptBeforeSign)
            {
                AddContent(canonicalizer, output, _body!);
                ReadEnd(scanner);
                canonicalizer.AddEndTag();
                return;
            }

            if (isEncrypted)
            {
                // Content whose cipher text is signed, and not itself, may come out of an unsigned key that somebody changed: that it is
                // XML at all is seen before it is given out.
                scanner.Position = start;
                _tools.Scratch.Clear();
                _tools.SecondCanonicalizer.Start(_tools.Scratch);
                _tools.SecondCanonicalizer.Identifiers = canonicalizer.Identifiers;
                AddContent(_tools.SecondCanonicalizer, _tools.Scratch, _body!);
                _tools.SecondCanonicalizer.Identifiers = null;
            }
        }

        if (!canonicalizer.AddRest(scanner))
        {
            throw Unusual();
        }
    }

    /// <summary>Adds decrypted content to a form.</summary>
    private void AddContent(ByteCanonicalizer canonicalizer, PooledBytes output, DecryptedFragment fragment)
    {
        if (TryAddContent(canonicalizer, output, fragment))
        {
            return;
        }

        fragment.TryNormalize();
        if (!TryAddContent(canonicalizer, output, fragment))
        {
            throw Wrong();
        }
    }

    private bool TryAddContent(ByteCanonicalizer canonicalizer, PooledBytes output, DecryptedFragment fragment)
    {
        var scanner = _tools.Content;
        if (!fragment.TryOpen(scanner))
        {
            return false;
        }

        var (count, identifiers, state) = (output.Count, _identifiers.Count, canonicalizer.State);
        if (canonicalizer.AddContent(scanner) && scanner.TryReadEndTag())
        {
            return true;
        }

        output.Truncate(count);
        canonicalizer.State = state;
        if (canonicalizer.Identifiers is not null)
        {
            _identifiers.RemoveRange(identifiers, _identifiers.Count - identifiers);
        }

        return false;
    }

    /// <summary>Decrypts the body's content when a reference list names it, once, and goes behind the cipher text.</summary>
    private bool ReadEncryptedBody(XmlScanner scanner)
    {
        var start = scanner.Position;
        if (scanner.IsAtEndTag || !scanner.TryReadStartTag())
        {
            return false;
        }

        if (!scanner.Is("EncryptedData"u8, SecurityBytes.XmlEncryption)
            || !scanner.TryGetAttribute("Id"u8, [], out var id) || !_listed.ContainsKey(FormReader.Unescape(id)))
        {
            scanner.Leave();
            scanner.Position = start;
            return false;
        }

        _tools.Scratch.Clear();
        _tools.SecondCanonicalizer.Start(_tools.Scratch);
        if (!_tools.SecondCanonicalizer.AddElement(scanner))
        {
            throw Unusual();
        }

        _body ??= Decrypt(Open(_tools.Scratch, new Form(0, _tools.Scratch.Count)), SecurityUris.ContentType) ?? throw Wrong();
        return true;
    }
}
