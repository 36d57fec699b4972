using System.Runtime.Serialization;
using System.Xml;

namespace Parley.Channels;

/// <summary>
/// A header that belongs to an address: every message to the address carries it. A reference parameter of WS-Addressing.
/// WCF documentation: AddressHeader.
/// </summary>
public abstract class AddressHeader
{
    /// <summary>The element's local name.</summary>
    public abstract string Name { get; }

    /// <summary>The element's namespace.</summary>
    public abstract string Namespace { get; }

    /// <summary>True for a reference property, which only August 2004 knows.</summary>
    internal virtual bool IsReferenceProperty => false;

    /// <summary>Creates a header from an object; its data contract gives the name.</summary>
    /// <param name="value">The content.</param>
    public static AddressHeader CreateAddressHeader(object value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return CreateAddressHeader(value, ObjectContent.SerializerOf(value.GetType()));
    }

    /// <summary>Creates a header from an object; the serializer gives the name.</summary>
    /// <param name="value">The content.</param>
    /// <param name="serializer">The serializer.</param>
    public static AddressHeader CreateAddressHeader(object value, XmlObjectSerializer serializer)
    {
        ArgumentNullException.ThrowIfNull(serializer);
        var buffer = InfosetWriter.Start(int.MaxValue);
        serializer.WriteObject(buffer.Writer, value);
        return new BufferedAddressHeader(buffer.ToBuffer(), isReferenceProperty: false);
    }

    /// <summary>Creates a header from an object.</summary>
    /// <param name="name">The element's local name.</param>
    /// <param name="ns">The element's namespace.</param>
    /// <param name="value">The content; null is written as xsi:nil.</param>
    public static AddressHeader CreateAddressHeader(string name, string ns, object? value) => new ObjectAddressHeader(name, ns, value, null);

    /// <summary>Creates a header from an object.</summary>
    /// <param name="name">The element's local name.</param>
    /// <param name="ns">The element's namespace.</param>
    /// <param name="value">The content; null is written as xsi:nil.</param>
    /// <param name="serializer">The serializer that writes the content.</param>
    public static AddressHeader CreateAddressHeader(string name, string ns, object? value, XmlObjectSerializer serializer)
    {
        ArgumentNullException.ThrowIfNull(serializer);
        return new ObjectAddressHeader(name, ns, value, serializer);
    }

    /// <summary>A reader on the header's element.</summary>
    public virtual XmlDictionaryReader GetAddressHeaderReader()
    {
        var buffer = InfosetWriter.Start(int.MaxValue);
        WriteAddressHeader(buffer.Writer);
        return buffer.ToBuffer().OpenReader();
    }

    /// <summary>The content, read by the data contract serializer.</summary>
    /// <typeparam name="T">The content's type.</typeparam>
    public T? GetValue<T>()
    {
        using var reader = GetAddressHeaderReader();
        return ObjectContent.Read<T>(reader, null);
    }

    /// <summary>The content, read by a serializer.</summary>
    /// <typeparam name="T">The content's type.</typeparam>
    /// <param name="serializer">The serializer.</param>
    public T? GetValue<T>(XmlObjectSerializer serializer)
    {
        ArgumentNullException.ThrowIfNull(serializer);
        using var reader = GetAddressHeaderReader();
        return ObjectContent.Read<T>(reader, serializer);
    }

    /// <summary>The header as a message carries it.</summary>
    public MessageHeader ToMessageHeader() => new ReferenceParameterHeader(this);

    /// <summary>Writes the whole header.</summary>
    /// <param name="writer">Where to write.</param>
    public void WriteAddressHeader(XmlWriter writer) => WriteAddressHeader(XmlDictionaryWriter.CreateDictionaryWriter(writer));

    /// <summary>Writes the whole header.</summary>
    /// <param name="writer">Where to write.</param>
    public void WriteAddressHeader(XmlDictionaryWriter writer)
    {
        WriteStartAddressHeader(writer);
        WriteAddressHeaderContents(writer);
        writer.WriteEndElement();
    }

    /// <summary>Writes the start tag.</summary>
    /// <param name="writer">Where to write.</param>
    public void WriteStartAddressHeader(XmlDictionaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        OnWriteStartAddressHeader(writer);
    }

    /// <summary>Writes what stands between the tags.</summary>
    /// <param name="writer">Where to write.</param>
    public void WriteAddressHeaderContents(XmlDictionaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        OnWriteAddressHeaderContents(writer);
    }

    /// <summary>True for a header with the same name and the same content.</summary>
    /// <param name="obj">The other header.</param>
    public override bool Equals(object? obj)
    {
        if (ReferenceEquals(this, obj))
        {
            return true;
        }

        return obj is AddressHeader other && other.Name == Name && other.Namespace == Namespace
            && CanonicalBytes().AsSpan().SequenceEqual(other.CanonicalBytes());
    }

    /// <summary>A hash of the name.</summary>
    public override int GetHashCode() => HashCode.Combine(Name, Namespace);

    /// <summary>Writes the start tag.</summary>
    /// <param name="writer">Where to write.</param>
    protected virtual void OnWriteStartAddressHeader(XmlDictionaryWriter writer) => writer.WriteStartElement(Name, Namespace);

    /// <summary>Writes what stands between the tags.</summary>
    /// <param name="writer">Where to write.</param>
    protected abstract void OnWriteAddressHeaderContents(XmlDictionaryWriter writer);

    private byte[] CanonicalBytes()
    {
        using var canonical = new MemoryStream();
        using var writer = XmlDictionaryWriter.CreateTextWriter(Stream.Null);
        writer.WriteStartElement("Wrapper");
        writer.StartCanonicalization(canonical, includeComments: false, inclusivePrefixes: null);
        WriteAddressHeader(writer);
        writer.EndCanonicalization();
        writer.WriteEndElement();
        return canonical.ToArray();
    }
}
