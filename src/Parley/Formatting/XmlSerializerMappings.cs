using System.Xml.Serialization;

namespace Parley.Formatting;

/// <summary>The XML serializers of one operation, made together at the first use: making them compiles code.</summary>
/// <param name="contract">The contract's type, with which serializers are kept for the next client or host; null: they are not.</param>
internal sealed class XmlSerializerMappings(Type? contract)
{
    private readonly List<XmlMapping> _mappings = [];
    private readonly List<object?> _identity = [];
    private readonly Lock _lock = new();
    private XmlSerializer?[]? _serializers;

    internal IReadOnlyList<XmlMapping> Mappings => _mappings;

    /// <summary>Adds a mapping.</summary>
    /// <param name="mapping">The mapping.</param>
    /// <param name="identity">All that it was made of.</param>
    /// <returns>What <see cref="Get"/> takes to find its serializer.</returns>
    internal int Add(XmlMapping mapping, IEnumerable<object?> identity)
    {
        _mappings.Add(mapping);
        _identity.AddRange(identity);
        return _mappings.Count - 1;
    }

    internal XmlSerializer Get(int index) => (Volatile.Read(ref _serializers) ?? Create())[index]!;

    private XmlSerializer?[] Create()
    {
        lock (_lock)
        {
            return _serializers ??= contract is null
                ? XmlSerializer.FromMappings([.. _mappings])
                : XmlSerializerCache.ForOperation(contract, _identity, [.. _mappings]);
        }
    }
}
