using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Xml.Serialization;

namespace Parley.Formatting;

/// <summary>The XML serializers that were made, for clients and hosts that are made anew: making one compiles code that stays in memory.
/// A type that is unloaded takes its serializers along.</summary>
internal static class XmlSerializerCache
{
    private static readonly ConditionalWeakTable<Type, ConcurrentDictionary<Key, Lazy<XmlSerializer?[]>>> s_operations = [];
    private static readonly ConditionalWeakTable<Type, ConcurrentDictionary<(string Name, string? Namespace), XmlSerializer>> s_elements = [];

    /// <summary>The serializers of an operation's messages.</summary>
    /// <param name="contract">The contract's type.</param>
    /// <param name="identity">All that the mappings were made of: types, names, and the providers of attributes.</param>
    /// <param name="mappings">The mappings, which are used when nobody has asked for these serializers yet.</param>
    internal static XmlSerializer?[] ForOperation(Type contract, IReadOnlyList<object?> identity, XmlMapping[] mappings) =>
        s_operations.GetOrCreateValue(contract)
            .GetOrAdd(
                new Key(identity),
                static (_, mappings) => new Lazy<XmlSerializer?[]>(() => XmlSerializer.FromMappings(mappings)),
                mappings)
            .Value;

    /// <summary>The serializer of one element, a header or the detail of a fault.</summary>
    /// <param name="type">The type of the value.</param>
    /// <param name="name">The element's name; null for the one that the type has.</param>
    /// <param name="ns">The element's namespace.</param>
    internal static XmlSerializer ForElement(Type type, string? name, string? ns) =>
        name is null
            ? new XmlSerializer(type) // The platform keeps these itself.
            : s_elements.GetOrCreateValue(type).GetOrAdd(
                (name, ns),
                static (key, type) => new XmlSerializer(type, new XmlRootAttribute(key.Name) { Namespace = key.Namespace }),
                type);

    /// <summary>What a provider of attributes is the same by: parameters are made anew for each question, their methods are not.</summary>
    internal static object? IdentityOf(ICustomAttributeProvider? provider) =>
        provider is ParameterInfo parameter ? (parameter.Member, parameter.Position) : provider;

    private sealed class Key(IReadOnlyList<object?> parts) : IEquatable<Key>
    {
        private readonly object?[] _parts = [.. parts];

        public bool Equals(Key? other) => other is not null && _parts.AsSpan().SequenceEqual(other._parts);

        public override bool Equals(object? obj) => Equals(obj as Key);

        public override int GetHashCode()
        {
            var hash = default(HashCode);
            foreach (var part in _parts)
            {
                hash.Add(part);
            }

            return hash.ToHashCode();
        }
    }
}
