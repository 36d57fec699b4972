using System.Xml;

namespace Parley.Security;

/// <summary>One envelope on its way through <see cref="SecurityHeaderReader"/>: read once in document order, its signatures at the end.</summary>
internal sealed partial class SecurityHeaderPass(
    IEnvelopeSource envelope, SecurityAlgorithmSuite suite, MessageProtectionOrder protectionOrder, ISecurityTokenResolver resolver) : IDisposable
{
    private const string Soap11 = "http://schemas.xmlsoap.org/soap/envelope/";
    private const string Soap12 = "http://www.w3.org/2003/05/soap-envelope";

    private readonly Canonicalizer _canonicalizer = Canonicalizer.Rent();
    private readonly PooledBytes _forms = new();
    private readonly PooledBytes _scratch = new();
    private readonly NamespaceStack _scope = new();
    private readonly Dictionary<string, SignablePart> _parts = new(StringComparer.Ordinal);
    private readonly List<string> _identifiers = [];
    private readonly ReceivedSecurity _security = new();
    private string _soap = "";
    private bool _found;
    private bool _complete;

    /// <summary>Reads and verifies.</summary>
    public ReceivedSecurity Run()
    {
        _canonicalizer.Identifiers = _identifiers;
        using var reader = envelope.OpenEnvelope();
        _soap = reader.NamespaceURI;
        if (reader.LocalName != "Envelope" || _soap is not (Soap11 or Soap12))
        {
            throw Wrong();
        }

        AddDeclarations(reader);
        reader.ReadStartElement();
        if (reader.MoveToContent() == XmlNodeType.Element && reader.IsStartElement("Header", _soap))
        {
            ReadHeaders(reader);
        }

        reader.MoveToContent();
        if (!_found || !reader.IsStartElement("Body", _soap))
        {
            throw Wrong();
        }

        ReadBody(reader);
        if (reader.MoveToContent() != XmlNodeType.EndElement || reader.Depth != 0)
        {
            throw Wrong();
        }

        CheckIdentifiers();
        CheckEncryption();
        VerifySignatures();
        _complete = true;
        return _security;
    }

    public void Dispose()
    {
        if (!_complete)
        {
            _security.Dispose();
        }

        _canonicalizer.Dispose();
        _forms.Dispose();
        _scratch.Dispose();
        _signedInfo.Dispose();
    }

    private static XmlException Wrong() => new("The message is not protected as it should be.");

    /// <summary>The identifier by which signatures and encryption refer to an element.</summary>
    private string? FindId(XmlDictionaryReader reader)
    {
        if (reader.GetAttribute("Id", SecurityUris.Wsu) is { } id)
        {
            return id;
        }

        id = reader.NamespaceURI is SecurityUris.XmlSignature or SecurityUris.XmlEncryption ? reader.GetAttribute("Id") : null;
        if (id is not null)
        {
            _identifiers.Add(id);
        }

        return id;
    }

    private void ReadHeaders(XmlDictionaryReader reader)
    {
        if (reader.IsEmptyElement)
        {
            reader.Read();
            return;
        }

        var outer = _scope.Count;
        AddDeclarations(reader);
        reader.ReadStartElement();
        for (var index = 0; reader.MoveToContent() == XmlNodeType.Element; index++)
        {
            if (reader.IsStartElement("Security", SecurityUris.Wsse) && IsForUs(reader))
            {
                if (_found)
                {
                    throw Wrong();
                }

                _found = true;
                _security.HeaderIndex = index;
                ReadSecurity(reader);
            }
            else if (reader.IsStartElement("EncryptedHeader", SecurityUris.Wsse11))
            {
                _encryptedHeaders.Add(ReadSignableHeader(reader, FindId(reader), index));
            }
            else if (FindId(reader) is { } id)
            {
                ReadSignableHeader(reader, id, index);
            }
            else
            {
                _scratch.Clear();
                _canonicalizer.Canonicalize(reader, _scratch);
            }
        }

        reader.ReadEndElement();
        _encryptedHeaders.ForEach(ReadEncryptedHeader);
        _scope.Truncate(outer);
    }

    private SignablePart ReadSignableHeader(XmlDictionaryReader reader, string? id, int index)
    {
        var part = new SignablePart(new EnvelopePart(EnvelopePartKind.Header, index), AddForm(reader), null);
        if (id is not null)
        {
            Register(id, part);
        }

        return part;
    }

    private bool IsForUs(XmlDictionaryReader reader) =>
        string.IsNullOrEmpty(reader.GetAttribute(_soap == Soap11 ? "actor" : "role", _soap))
            || reader.GetAttribute("role", _soap) == "http://www.w3.org/2003/05/soap-envelope/role/ultimateReceiver";

    private void ReadSecurity(XmlDictionaryReader reader)
    {
        var outer = _scope.Count;
        AddDeclarations(reader);
        var empty = reader.IsEmptyElement;
        reader.ReadStartElement();
        if (!empty)
        {
            for (var index = 0; reader.MoveToContent() == XmlNodeType.Element; index++)
            {
                var id = FindId(reader);
                var part = new SignablePart(new EnvelopePart(EnvelopePartKind.SecurityElement, index), AddForm(reader), null);
                if (id is not null)
                {
                    Register(id, part);
                }

                ReadElement(id, part);
            }

            reader.ReadEndElement();
        }

        _scope.Truncate(outer);
    }

    /// <summary>Keeps the canonical form of the element on which a reader stands; from now on the form is read instead.</summary>
    private Form AddForm(XmlDictionaryReader reader)
    {
        var start = _forms.Count;
        _canonicalizer.Canonicalize(reader, _forms);
        return new Form(start, _forms.Count - start);
    }

    /// <summary>A reader on the element of a form. No form may be added while it is used.</summary>
    private XmlDictionaryReader Open(Form form) => Open(_forms, form);

    private static XmlDictionaryReader Open(PooledBytes bytes, Form form)
    {
        var reader = XmlDictionaryReader.CreateTextReader(bytes.Array, form.Start, form.Length, XmlDictionaryReaderQuotas.Max);
        reader.MoveToContent();
        return reader;
    }

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
        _canonicalizer.Identifiers = null;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var id in _identifiers)
        {
            if (_parts.ContainsKey(id) && !seen.Add(id))
            {
                throw Wrong();
            }
        }
    }

    private void AddDeclarations(XmlDictionaryReader reader)
    {
        if (reader.MoveToFirstAttribute())
        {
            do
            {
                if (reader.NamespaceURI == "http://www.w3.org/2000/xmlns/")
                {
                    _scope.Add(reader.Prefix.Length == 0 ? "" : reader.LocalName, reader.Value);
                }
            }
            while (reader.MoveToNextAttribute());
            reader.MoveToElement();
        }
    }

    /// <summary>A range of the canonical forms.</summary>
    private readonly record struct Form(int Start, int Length);

    /// <summary>A part that has an identifier, its canonical form, and where it was decrypted from, if it was.</summary>
    private readonly record struct SignablePart(EnvelopePart Part, Form Form, DecryptedFragment? Fragment);
}
