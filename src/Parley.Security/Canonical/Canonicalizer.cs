using System.Buffers;
using System.Xml;
using Parley.Channels;

namespace Parley.Security;

/// <summary>
/// Exclusive XML canonicalisation without comments (Exclusive XML Canonicalization 1.0) of what a reader brings: in one pass, without a
/// tree. A form may be put together from several readers, as the body of an encrypted message is from the envelope's and the
/// decrypted content's. Rent one with <see cref="Rent"/>; disposing it gives it back.
/// </summary>
internal sealed class Canonicalizer : IDisposable
{
    private static readonly BoundedPool<Canonicalizer> Pool = new(64);

    private readonly CanonicalFormatter _formatter = new();
    private readonly char[] _characters = new char[2048];

    private Canonicalizer()
    {
    }

    /// <summary>Takes the values of the wsu:Id attributes of all elements that are canonicalised; null when they are not wanted.</summary>
    public List<string>? Identifiers { get; set; }

    /// <summary>Whether declarations stay that nothing uses visibly: what comes out means the same as what came, wherever it is looked into.</summary>
    public bool KeepsDeclarations { get; set; }

    /// <summary>
    /// Whether CDATA sections with carriage returns are refused: they have a canonical form, with line feeds instead (XML 1.0, section 2.11), but the
    /// platform's readers leave them as they are, so that others would read something else than what is signed.
    /// </summary>
    public bool RefusesReturnsInCData { get; set; }

    /// <summary>A canonicaliser for the caller alone, until it is disposed.</summary>
    public static Canonicalizer Rent() => Pool.Take() ?? new Canonicalizer();

    /// <summary>Canonicalises the element on which a reader stands. Afterwards the reader stands behind it.</summary>
    /// <param name="reader">Knows what every prefix means that is in scope at the element.</param>
    /// <param name="sink">Takes the bytes.</param>
    /// <param name="inclusivePrefixes">The prefixes of InclusiveNamespaces; null when there are none.</param>
    /// <exception cref="XmlException">What the reader brings is not well formed or has no canonical form here (a document type).</exception>
    public void Canonicalize(XmlDictionaryReader reader, ICanonicalSink sink, InclusivePrefixes? inclusivePrefixes = null)
    {
        Start(sink, inclusivePrefixes);
        AddNode(reader);
        Finish();
    }

    /// <summary>Begins a form that is put together from parts.</summary>
    public void Start(ICanonicalSink sink, InclusivePrefixes? inclusivePrefixes = null) => _formatter.Start(sink, inclusivePrefixes);

    /// <summary>Adds the start tag of the element on which a reader stands, where it still stands afterwards.</summary>
    public void AddStartTag(XmlDictionaryReader reader)
    {
        // A name table makes names that come again cost nothing.
        _ = reader.NameTable;
        _formatter.StartElement(reader.Prefix, reader.LocalName, reader.NamespaceURI);
        if (_formatter.InclusivePrefixes is { } inclusive)
        {
            AddInclusiveDeclarations(reader, inclusive);
        }

        if (reader.MoveToFirstAttribute())
        {
            do
            {
                var namespaceUri = reader.NamespaceURI;
                if (namespaceUri == "http://www.w3.org/2000/xmlns/")
                {
                    if (KeepsDeclarations)
                    {
                        _formatter.InclusiveDeclaration(reader.Prefix.Length == 0 ? "" : reader.LocalName, reader.Value);
                    }
                }
                else
                {
                    var (localName, value) = (reader.LocalName, reader.Value);
                    _formatter.Attribute(reader.Prefix, localName, namespaceUri, value);
                    if (Identifiers is not null && localName == "Id" && namespaceUri == SecurityUris.Wsu)
                    {
                        Identifiers.Add(value);
                    }
                }
            }
            while (reader.MoveToNextAttribute());
            reader.MoveToElement();
        }

        _formatter.EndStartTag();
    }

    /// <summary>Adds the node on which a reader stands, an element with all it contains. Afterwards the reader stands behind it.</summary>
    public void AddNode(XmlDictionaryReader reader)
    {
        var depth = 0;
        do
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element:
                    AddStartTag(reader);
                    if (reader.IsEmptyElement)
                    {
                        _formatter.EndElement();
                    }
                    else
                    {
                        depth++;
                    }

                    break;
                case XmlNodeType.EndElement:
                    _formatter.EndElement();
                    depth--;
                    break;
                case XmlNodeType.CDATA:
                    // The platform's readers leave line ends in CDATA sections as they are (XML 1.0, section 2.11).
                    var section = reader.Value;
                    if (RefusesReturnsInCData && section.Contains('\r', StringComparison.Ordinal))
                    {
                        throw new XmlException("A CDATA section has a carriage return.");
                    }

                    _formatter.Text(CanonicalText.NormalizeLineEnds(section));
                    break;
                case XmlNodeType.Text or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace:
                    AddText(reader);
                    break;
                case XmlNodeType.ProcessingInstruction:
                    _formatter.ProcessingInstruction(reader.LocalName, reader.Value);
                    break;
                case XmlNodeType.Comment:
                    break;
                default:
                    throw new XmlException($"A node of type {reader.NodeType} has no canonical form in a message.");
            }

            if (!reader.Read() && depth > 0)
            {
                throw new XmlException("The document ends within an element.");
            }
        }
        while (depth > 0);
    }

    /// <summary>Adds all that stands between a reader and the end of the element around it, where it stands afterwards.</summary>
    public void AddContent(XmlDictionaryReader reader)
    {
        while (reader.NodeType != XmlNodeType.EndElement)
        {
            if (reader.EOF)
            {
                throw new XmlException("The document ends within an element.");
            }

            AddNode(reader);
        }
    }

    /// <summary>Ends the innermost element that <see cref="AddStartTag"/> began.</summary>
    public void AddEndTag() => _formatter.EndElement();

    /// <summary>Completes the form: the sink has all of it.</summary>
    public void Finish() => _formatter.Finish();

    /// <inheritdoc/>
    public void Dispose()
    {
        Identifiers = null;
        KeepsDeclarations = false;
        RefusesReturnsInCData = false;
        _formatter.Reset();
        if (_formatter.IsWorthKeeping)
        {
            Pool.Return(this);
        }
        else
        {
            _formatter.Dispose();
        }
    }

    private void AddText(XmlDictionaryReader reader)
    {
        if (!reader.CanReadValueChunk)
        {
            _formatter.Text(reader.Value);
            return;
        }

        int count;
        while ((count = reader.ReadValueChunk(_characters, 0, _characters.Length)) > 0)
        {
            _formatter.Text(_characters.AsSpan(0, count));
        }
    }

    private void AddInclusiveDeclarations(XmlDictionaryReader reader, InclusivePrefixes inclusive)
    {
        foreach (var prefix in inclusive.Prefixes)
        {
            var namespaceUri = reader.LookupNamespace(prefix) ?? "";
            if (namespaceUri.Length > 0 || prefix.Length == 0)
            {
                _formatter.InclusiveDeclaration(prefix, namespaceUri);
            }
        }
    }
}
