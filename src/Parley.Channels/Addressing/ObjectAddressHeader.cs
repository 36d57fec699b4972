using System.Runtime.Serialization;
using System.Xml;

namespace Parley.Channels;

/// <summary>An address header whose content a serializer writes.</summary>
internal sealed class ObjectAddressHeader : AddressHeader
{
    private readonly object? _value;
    private readonly XmlObjectSerializer? _serializer;

    public ObjectAddressHeader(string name, string ns, object? value, XmlObjectSerializer? serializer)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(ns);
        Name = XmlConvert.VerifyNCName(name);
        Namespace = ns;
        _value = value;
        _serializer = serializer;
    }

    public override string Name { get; }

    public override string Namespace { get; }

    protected override void OnWriteAddressHeaderContents(XmlDictionaryWriter writer) => ObjectContent.Write(writer, _value, _serializer);
}
