using System.Collections.ObjectModel;
using System.Xml;

namespace Parley.Channels;

/// <summary>The headers of an address. Cannot be changed. WCF documentation: AddressHeaderCollection.</summary>
public sealed class AddressHeaderCollection : ReadOnlyCollection<AddressHeader>
{
    /// <summary>Creates an empty collection.</summary>
    public AddressHeaderCollection()
        : base([])
    {
    }

    /// <summary>Creates a collection.</summary>
    /// <param name="addressHeaders">The headers; they are copied.</param>
    /// <exception cref="ArgumentException">One of them is null.</exception>
    public AddressHeaderCollection(IEnumerable<AddressHeader> addressHeaders)
        : base([.. addressHeaders])
    {
        if (Items.Contains(null!))
        {
            throw new ArgumentException("One of the address's headers is null.", nameof(addressHeaders));
        }
    }

    internal static new AddressHeaderCollection Empty { get; } = new();

    /// <summary>Adds the headers to a message.</summary>
    /// <param name="message">The message.</param>
    public void AddHeadersTo(Message message)
    {
        ArgumentNullException.ThrowIfNull(message);
        for (var i = 0; i < Count; i++)
        {
            message.Headers.Add(this[i].ToMessageHeader());
        }
    }

    /// <summary>All headers of a name.</summary>
    /// <param name="name">The local name.</param>
    /// <param name="ns">The namespace.</param>
    public AddressHeader[] FindAll(string name, string ns)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(ns);
        return [.. this.Where(header => header.Name == name && header.Namespace == ns)];
    }

    /// <summary>The header of a name; null when there is none.</summary>
    /// <param name="name">The local name.</param>
    /// <param name="ns">The namespace.</param>
    /// <exception cref="ArgumentException">There is more than one.</exception>
    public AddressHeader? FindHeader(string name, string ns)
    {
        var all = FindAll(name, ns);
        return all.Length < 2 ? all.FirstOrDefault()
            : throw new ArgumentException($"The address has more than one header '{name}' of the namespace '{ns}'.", nameof(name));
    }

    /// <summary>True when the other collection has the same headers, in any order.</summary>
    internal bool IsSameSet(AddressHeaderCollection other)
    {
        if (Count != other.Count)
        {
            return false;
        }

        var rest = other.ToList();
        foreach (var header in this)
        {
            if (!rest.Remove(header))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Writes the headers inside an element, when there are any. Null takes both kinds.</summary>
    internal void WriteContentsTo(XmlDictionaryWriter writer, XmlDictionaryString element, AddressingVersion version, bool? isReferenceProperty)
    {
        var started = false;
        for (var i = 0; i < Count; i++)
        {
            if (isReferenceProperty is { } wanted && this[i].IsReferenceProperty != wanted)
            {
                continue;
            }

            if (!started)
            {
                writer.WriteStartElement(WireNames.AddressingPrefix, element, version.Namespace);
                started = true;
            }

            this[i].WriteAddressHeader(writer);
        }

        if (started)
        {
            writer.WriteEndElement();
        }
    }
}
