using System.Globalization;
using System.Xml;

namespace Parley.Security;

/// <content>Attributes and declarations.</content>
internal sealed partial class CanonicalWriter
{
    private string _attributePrefix = "";
    private string _attributeName = "";
    private string _attributeNamespace = "";
    private int _valueStart;
    private string _declared = "";

    /// <inheritdoc/>
    public override void WriteStartAttribute(string? prefix, string localName, string? ns)
    {
        ArgumentException.ThrowIfNullOrEmpty(localName);
        if (_place is Place.Attribute or Place.Declaration)
        {
            WriteEndAttribute();
        }

        if (_place != Place.Tag)
        {
            throw new InvalidOperationException("An attribute stands in a start tag.");
        }

        if (prefix == XmlnsPrefix || (string.IsNullOrEmpty(prefix) && (ns == XmlnsNamespace || (localName == XmlnsPrefix && string.IsNullOrEmpty(ns)))))
        {
            _attributeName = localName == XmlnsPrefix && prefix != XmlnsPrefix ? "" : localName;
            _declared = "";
            _place = Place.Declaration;
            return;
        }

        (_attributePrefix, _attributeNamespace) = ResolveAttribute(prefix, ns);
        _attributeName = localName;
        _valueStart = _values.Count;
        _place = Place.Attribute;
    }

    /// <inheritdoc/>
    public override void WriteEndAttribute()
    {
        EndValue();
        if (_place == Place.Attribute)
        {
            _attributes.Add(new CanonicalAttributes.Entry(_attributePrefix, _attributeName, _attributeNamespace, _valueStart, _values.Count - _valueStart));
        }
        else if (_place == Place.Declaration)
        {
            WriteDeclaration(_attributeName, _declared);
        }
        else
        {
            throw new InvalidOperationException("There is no attribute to end.");
        }

        _place = Place.Tag;
    }

    /// <inheritdoc/>
    public override void WriteXmlnsAttribute(string? prefix, string namespaceUri)
    {
        ArgumentNullException.ThrowIfNull(namespaceUri);
        if (_place is Place.Attribute or Place.Declaration)
        {
            WriteEndAttribute();
        }

        if (_place != Place.Tag)
        {
            throw new InvalidOperationException("A declaration stands in a start tag.");
        }

        if (prefix is null)
        {
            if (LookupPrefix(namespaceUri) is not null)
            {
                return;
            }

            prefix = namespaceUri.Length == 0 ? "" : NewPrefix();
        }

        WriteDeclaration(prefix, namespaceUri);
    }

    /// <inheritdoc/>
    public override void WriteQualifiedName(string localName, string? ns)
    {
        ArgumentException.ThrowIfNullOrEmpty(localName);
        var prefix = "";
        if (!string.IsNullOrEmpty(ns))
        {
            prefix = LookupPrefix(ns);
            if (prefix is null)
            {
                if (_place == Place.Content)
                {
                    throw new ArgumentException($"The namespace {ns} has no prefix here.", nameof(ns));
                }

                prefix = NewPrefix();
                _scope.Add(prefix, ns);
            }
        }

        if (prefix.Length > 0)
        {
            WriteString(prefix);
            WriteString(":");
        }

        WriteString(localName);
    }

    private void WriteDeclaration(string prefix, string namespaceUri)
    {
        if (prefix == XmlPrefix || namespaceUri == XmlNamespace)
        {
            return;
        }

        ref var element = ref _elements[_depth - 1];
        if (prefix == element.Prefix && namespaceUri != element.NamespaceUri)
        {
            throw new XmlException($"The prefix '{prefix}' is bound to two namespaces in one start tag.");
        }

        if (_scope.Find(prefix, element.Scope) is { } bound)
        {
            if (bound != namespaceUri)
            {
                throw new XmlException($"The prefix '{prefix}' is bound to two namespaces in one start tag.");
            }

            return;
        }

        _scope.Add(prefix, namespaceUri);
    }

    /// <summary>The prefix and the namespace of an attribute, declared at the element when they are not in scope.</summary>
    private (string Prefix, string NamespaceUri) ResolveAttribute(string? prefix, string? ns)
    {
        if (string.IsNullOrEmpty(ns))
        {
            return string.IsNullOrEmpty(prefix)
                ? ("", "")
                : (prefix, Lookup(prefix) ?? throw new ArgumentException($"The prefix {prefix} is not declared.", nameof(prefix)));
        }

        if (ns == XmlNamespace)
        {
            return (XmlPrefix, XmlNamespace);
        }

        ref var element = ref _elements[_depth - 1];
        if (string.IsNullOrEmpty(prefix))
        {
            prefix = FindPendingPrefix(ns, acceptDefault: false);
            if (prefix is null && _scope.FindPrefix(ns, acceptDefault: false) is { } found && found != element.Prefix)
            {
                prefix = found;
            }

            prefix ??= NewPrefix();
        }
        else if ((prefix == element.Prefix && ns != element.NamespaceUri) || (_scope.Find(prefix, element.Scope) is { } bound && bound != ns))
        {
            // Other declarations of this tag hold the prefix.
            prefix = NewPrefix();
        }

        Declare(prefix, ns, element.Scope);
        return (prefix, ns);
    }

    private void Declare(string prefix, string namespaceUri, int elementScope)
    {
        if (prefix != XmlPrefix && _scope.Find(prefix, elementScope) is null && Lookup(prefix) != namespaceUri)
        {
            _scope.Add(prefix, namespaceUri);
        }
    }

    private string NewPrefix()
    {
        for (var number = 1; ; number++)
        {
            var prefix = string.Create(CultureInfo.InvariantCulture, $"d{_depth}p{number}");
            if (_scope.Find(prefix) is null && (_depth == 0 || _elements[_depth - 1].Prefix != prefix))
            {
                return prefix;
            }
        }
    }
}
