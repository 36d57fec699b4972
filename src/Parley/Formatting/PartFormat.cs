using System.Runtime.CompilerServices;
using System.Xml;
using Parley.Channels;

namespace Parley.Formatting;

/// <summary>One element of a body: its name, where its value is among the message's values, and how the value is written.</summary>
internal sealed class PartFormat(XmlDictionaryString name, XmlDictionaryString ns, Type type, int index, ValueFormat value)
{
    /// <summary>The index of the return value, which is not among the parameters.</summary>
    internal const int Result = -1;

    internal XmlDictionaryString Name => name;

    internal XmlDictionaryString Namespace => ns;

    internal Type Type => type;

    internal int Index => index;

    internal ValueFormat Value => value;

    /// <summary>The name in a plain body; null when it cannot stand in one.</summary>
    internal PlainName? PlainName { get; } = PlainName.TryCreate(name, ns);

    /// <summary>The value when the element is missing: null, or a value type's zero.</summary>
    internal object? Default { get; } = DefaultOf(type);

    internal static object? DefaultOf(Type type) =>
        type.IsValueType && type != typeof(void) && Nullable.GetUnderlyingType(type) is null ? RuntimeHelpers.GetUninitializedObject(type) : null;

    internal bool TryWrite(PlainBodyWriter writer, object?[] values, object? result) =>
        value.TryWrite(writer, PlainName!, index == Result ? result : values[index]);

    internal void Write(XmlDictionaryWriter writer, object?[] values, object? result) =>
        value.Write(writer, name, ns, index == Result ? result : values[index]);
}
