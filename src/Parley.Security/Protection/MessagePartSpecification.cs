using System.Collections.ObjectModel;
using System.Xml;

namespace Parley.Security;

/// <summary>Parts of a message: its body, and headers by name. WCF documentation: MessagePartSpecification.</summary>
public class MessagePartSpecification
{
    private readonly List<XmlQualifiedName> _headers = [];

    /// <summary>Creates a specification without parts.</summary>
    public MessagePartSpecification()
    {
    }

    /// <summary>Creates a specification.</summary>
    /// <param name="isBodyIncluded">Whether the body is one of the parts.</param>
    public MessagePartSpecification(bool isBodyIncluded) => IsBodyIncluded = isBodyIncluded;

    /// <summary>Creates a specification of headers.</summary>
    /// <param name="headerTypes">The headers; one with an empty name stands for all of its namespace.</param>
    public MessagePartSpecification(params XmlQualifiedName[] headerTypes)
        : this(false, headerTypes)
    {
    }

    /// <summary>Creates a specification.</summary>
    /// <param name="isBodyIncluded">Whether the body is one of the parts.</param>
    /// <param name="headerTypes">The headers; one with an empty name stands for all of its namespace.</param>
    /// <exception cref="ArgumentNullException"><paramref name="headerTypes"/> is null.</exception>
    public MessagePartSpecification(bool isBodyIncluded, params XmlQualifiedName[] headerTypes)
    {
        ArgumentNullException.ThrowIfNull(headerTypes);
        IsBodyIncluded = isBodyIncluded;
        _headers.AddRange(headerTypes);
    }

    /// <summary>No parts. It cannot be changed.</summary>
    public static MessagePartSpecification NoParts { get; } = CreateReadOnly(new());

    /// <summary>The headers. One with an empty name stands for all of its namespace.</summary>
    public ICollection<XmlQualifiedName> HeaderTypes => IsReadOnly ? new ReadOnlyCollection<XmlQualifiedName>(_headers) : _headers;

    /// <summary>Whether the body is one of the parts.</summary>
    /// <exception cref="InvalidOperationException">The specification is read-only.</exception>
    public bool IsBodyIncluded
    {
        get;
        set
        {
            ThrowIfReadOnly();
            field = value;
        }
    }

    /// <summary>Whether the specification can no longer be changed.</summary>
    public bool IsReadOnly { get; private set; }

    /// <summary>Takes all parts out.</summary>
    /// <exception cref="InvalidOperationException">The specification is read-only.</exception>
    public void Clear()
    {
        ThrowIfReadOnly();
        _headers.Clear();
        IsBodyIncluded = false;
    }

    /// <summary>Adds the parts of another specification.</summary>
    /// <param name="specification">The other one.</param>
    /// <exception cref="ArgumentNullException"><paramref name="specification"/> is null.</exception>
    /// <exception cref="InvalidOperationException">This one is read-only.</exception>
    public void Union(MessagePartSpecification specification)
    {
        ArgumentNullException.ThrowIfNull(specification);
        ThrowIfReadOnly();
        if (specification.IsBodyIncluded)
        {
            IsBodyIncluded = true;
        }

        foreach (var header in specification._headers)
        {
            if (!_headers.Contains(header))
            {
                _headers.Add(header);
            }
        }
    }

    /// <summary>Forbids further changes.</summary>
    public void MakeReadOnly() => IsReadOnly = true;

    internal bool Includes(string name, string ns)
    {
        foreach (var header in _headers)
        {
            if (header.Namespace == ns && (header.Name.Length == 0 || header.Name == name))
            {
                return true;
            }
        }

        return false;
    }

    private static MessagePartSpecification CreateReadOnly(MessagePartSpecification specification)
    {
        specification.MakeReadOnly();
        return specification;
    }

    private void ThrowIfReadOnly()
    {
        if (IsReadOnly)
        {
            throw new InvalidOperationException("The message part specification is read-only. Make a new one, and add this one to it by Union.");
        }
    }
}
