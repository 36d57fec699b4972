using System.Xml.Serialization;

namespace Parley.Formatting;

/// <summary>The XML serializers of one operation, made together at the first use: making them compiles code.</summary>
internal sealed class XmlSerializerMappings
{
    private readonly List<XmlMapping> _mappings = [];
    private readonly Lock _lock = new();
    private XmlSerializer?[]? _serializers;

    internal IReadOnlyList<XmlMapping> Mappings => _mappings;

    /// <summary>Adds a mapping.</summary>
    /// <returns>What <see cref="Get"/> takes to find its serializer.</returns>
    internal int Add(XmlMapping mapping)
    {
        _mappings.Add(mapping);
        return _mappings.Count - 1;
    }

    internal XmlSerializer Get(int index) => (Volatile.Read(ref _serializers) ?? Create())[index]!;

    private XmlSerializer?[] Create()
    {
        lock (_lock)
        {
            return _serializers ??= XmlSerializer.FromMappings([.. _mappings]);
        }
    }
}
