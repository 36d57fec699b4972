using System.Xml;

namespace Parley.Security;

/// <summary>
/// One envelope on its way through <see cref="SecurityHeaderReader"/>: read once in document order, its signatures at the end. What may be signed
/// is made canonical, and from then on only its canonical form is read.
/// </summary>
/// <param name="envelope">Its bytes.</param>
/// <param name="isNormalized">Whether they come from <see cref="PlainXml.Normalize"/>.</param>
/// <param name="suite">The algorithms that are taken.</param>
/// <param name="protectionOrder">Whether signatures cover content or cipher text.</param>
/// <param name="resolver">Knows the keys that do not travel.</param>
/// <param name="notes">Takes what a form is made of; null when no form is wanted.</param>
internal sealed partial class SecurityHeaderPass(
    ArraySegment<byte> envelope,
    bool isNormalized,
    SecurityAlgorithmSuite suite,
    MessageProtectionOrder protectionOrder,
    ISecurityTokenResolver resolver,
    FormNotes? notes = null) : IDisposable
{
    private const int FewIdentifiers = 32;

    private readonly PassTools _tools = PassTools.Rent();
    private readonly Dictionary<string, SignablePart> _parts = new(StringComparer.Ordinal);
    private readonly List<string> _identifiers = [];
    private readonly ReceivedSecurity _security = new();
    private byte[] _soap = [];
    private int _envelopeTag;
    private int _headerTag;
    private int _securityTag;
    private int _bodyTag;
    private bool _found;
    private bool _complete;

    /// <summary>Reads and verifies.</summary>
    /// <exception cref="UnusualXmlException">The envelope has to be normalised first.</exception>
    public ReceivedSecurity Run()
    {
        var scanner = _tools.Envelope;
        _tools.Canonicalizer.Identifiers = _identifiers;
        scanner.Start(envelope.Array!, envelope.Offset, envelope.Count, isNormalized);
        scanner.SkipWhitespace();
        ReadTag(scanner);
        _envelopeTag = scanner.Current.TagStart;
        var isSoap = scanner.Namespace.SequenceEqual("http://www.w3.org/2003/05/soap-envelope"u8) || scanner.Namespace.SequenceEqual("http://schemas.xmlsoap.org/soap/envelope/"u8);
        if (!isSoap || !scanner.LocalName.SequenceEqual("Envelope"u8) || scanner.IsEmpty)
        {
            throw Wrong();
        }

        _soap = scanner.Namespace.ToArray();
        if (MoveToChild(scanner) && scanner.Is("Header"u8, _soap))
        {
            ReadHeaders();
            if (!MoveToChild(scanner))
            {
                throw Wrong();
            }
        }

        if (!_found || !scanner.Is("Body"u8, _soap))
        {
            throw Wrong();
        }

        ReadBody();
        ReadEnd(scanner);
        scanner.SkipWhitespace();
        if (scanner.Position != envelope.Offset + envelope.Count)
        {
            throw Unusual();
        }

        CheckIdentifiers();
        CheckEncryption();
        VerifySignatures();
        KeepDerivedKeys();
        if (notes is not null)
        {
            notes.Form = MakeForm(notes);
        }

        _complete = true;
        return _security;
    }

    public void Dispose()
    {
        if (!_complete)
        {
            _security.Dispose();
        }

        _tools.Dispose();
    }

    private static XmlException Wrong() => new("The message is not protected as it should be.");

    // What a normalised envelope cannot have either is wrong.
    private Exception Unusual() => isNormalized ? Wrong() : new UnusualXmlException();

    private void ReadTag(XmlScanner scanner)
    {
        if (!scanner.TryReadStartTag())
        {
            throw Unusual();
        }
    }

    /// <summary>Reads the next child's start tag.</summary>
    /// <returns>False when there is none: the end tag comes next.</returns>
    private bool MoveToChild(XmlScanner scanner)
    {
        scanner.SkipWhitespace();
        if (scanner.IsAtEndTag)
        {
            return false;
        }

        ReadTag(scanner);
        return true;
    }

    private void ReadEnd(XmlScanner scanner)
    {
        scanner.SkipWhitespace();
        if (!scanner.TryReadEndTag())
        {
            throw Unusual();
        }
    }

    /// <summary>The identifier by which signatures and encryption refer to the element whose start tag was read.</summary>
    private string? FindId(XmlScanner scanner)
    {
        if (scanner.TryGetAttribute("Id"u8, SecurityBytes.Wsu, out var value))
        {
            return FormReader.Unescape(value);
        }

        if ((scanner.Namespace.SequenceEqual(SecurityBytes.XmlSignature) || scanner.Namespace.SequenceEqual(SecurityBytes.XmlEncryption))
            && scanner.TryGetAttribute("Id"u8, [], out value))
        {
            var id = FormReader.Unescape(value);
            _identifiers.Add(id);
            return id;
        }

        return null;
    }

    private void ReadHeaders()
    {
        var scanner = _tools.Envelope;
        _headerTag = scanner.Current.TagStart;
        if (scanner.IsEmpty)
        {
            scanner.Leave();
            return;
        }

        for (var index = 0; MoveToChild(scanner); index++)
        {
            if (scanner.Is("Security"u8, SecurityBytes.Wsse) && IsForUs(scanner))
            {
                if (_found)
                {
                    throw Wrong();
                }

                _found = true;
                _security.HeaderIndex = index;
                ReadSecurity();
            }
            else if (scanner.Is("EncryptedHeader"u8, SecurityBytes.Wsse11))
            {
                _encryptedHeaders.Add(ReadSignableHeader(FindId(scanner), index));
            }
            else if (FindId(scanner) is { } id)
            {
                ReadSignableHeader(id, index);
            }
            else
            {
                // Nothing can refer to it; its identifiers count.
                _tools.Scratch.Clear();
                AddForm(scanner, _tools.Scratch);
            }
        }

        foreach (var header in _encryptedHeaders)
        {
            ReadEncryptedHeader(header);
        }

        ReadEnd(scanner);
    }

    private SignablePart ReadSignableHeader(string? id, int index)
    {
        var part = AddForm(_tools.Envelope, new EnvelopePart(EnvelopePartKind.Header, index), null);
        if (id is not null)
        {
            Register(id, part);
        }

        return part;
    }

    private bool IsForUs(XmlScanner scanner)
    {
        var isSoap11 = _soap.AsSpan().SequenceEqual("http://schemas.xmlsoap.org/soap/envelope/"u8);
        return !scanner.TryGetAttribute(isSoap11 ? "actor"u8 : "role"u8, _soap, out var actor)
            || actor.IsEmpty
            || (!isSoap11 && actor.SequenceEqual("http://www.w3.org/2003/05/soap-envelope/role/ultimateReceiver"u8));
    }

    private void ReadSecurity()
    {
        var scanner = _tools.Envelope;
        _securityTag = scanner.Current.TagStart;
        if (scanner.IsEmpty)
        {
            scanner.Leave();
            return;
        }

        for (var index = 0; MoveToChild(scanner); index++)
        {
            var id = FindId(scanner);
            var part = AddForm(scanner, new EnvelopePart(EnvelopePartKind.SecurityElement, index), null);
            if (id is not null)
            {
                Register(id, part);
            }

            ReadElement(id, part);
        }

        ReadEnd(scanner);
    }

    /// <summary>Keeps the canonical form of the element whose start tag a scanner has read; from now on the form is read instead.</summary>
    private SignablePart AddForm(XmlScanner scanner, EnvelopePart place, DecryptedFragment? fragment)
    {
        var raw = scanner.Current.TagStart;
        return new SignablePart(place, AddForm(scanner, _tools.Forms), raw, fragment);
    }

    private Form AddForm(XmlScanner scanner, PooledBytes output)
    {
        var start = output.Count;
        _tools.Canonicalizer.Start(output);
        return _tools.Canonicalizer.AddElement(scanner) ? new Form(start, output.Count - start) : throw Unusual();
    }

    /// <summary>A reader on the element of a form. No form may be added while it is used.</summary>
    private FormReader Open(Form form) => Open(_tools.Forms, form);

    private FormReader Open(PooledBytes bytes, Form form) => FormReader.Open(_tools.Form, bytes.Array, form.Start, form.Length);

    private void Register(string id, SignablePart part)
    {
        if (!_parts.TryAdd(id, part))
        {
            throw Wrong();
        }
    }

    /// <summary>No other element of the envelope, however deep, has the identifier of one that may be signed.</summary>
    private void CheckIdentifiers()
    {
        _tools.Canonicalizer.Identifiers = null;
        if (_identifiers.Count <= FewIdentifiers)
        {
            for (var i = 0; i < _identifiers.Count; i++)
            {
                if (_identifiers.IndexOf(_identifiers[i], i + 1) >= 0 && _parts.ContainsKey(_identifiers[i]))
                {
                    throw Wrong();
                }
            }

            return;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var id in _identifiers)
        {
            if (!seen.Add(id) && _parts.ContainsKey(id))
            {
                throw Wrong();
            }
        }
    }

    /// <summary>Puts a scanner behind the start tag of a part, where it came from: with the declarations that its canonical form has lost.</summary>
    private XmlScanner OpenOriginal(in SignablePart part)
    {
        var scanner = _tools.Original;
        if (part.Fragment is not null)
        {
            if (!part.Fragment.TryOpen(scanner))
            {
                throw Wrong();
            }
        }
        else
        {
            scanner.Start(envelope.Array!, envelope.Offset, envelope.Count, isNormalized);
            ReadTagAt(scanner, _envelopeTag);
            if (part.Part.Kind != EnvelopePartKind.Body)
            {
                ReadTagAt(scanner, _headerTag);
            }

            if (part.Part.Kind == EnvelopePartKind.SecurityElement)
            {
                ReadTagAt(scanner, _securityTag);
            }
        }

        ReadTagAt(scanner, part.Raw);
        return scanner;
    }

    private static void ReadTagAt(XmlScanner scanner, int position)
    {
        scanner.Position = position;
        if (!scanner.TryReadStartTag())
        {
            throw Wrong();
        }
    }

    /// <summary>A range of the canonical forms.</summary>
    private readonly record struct Form(int Start, int Length);

    /// <summary>A part that has an identifier, its canonical form, where its tag began, and what it was decrypted from, if it was.</summary>
    private readonly record struct SignablePart(EnvelopePart Part, Form Form, int Raw, DecryptedFragment? Fragment);
}
