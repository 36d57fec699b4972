using Parley.Channels;

namespace Parley.Formatting;

/// <summary>A member of a typed message that is a message property.</summary>
internal sealed class PropertyFormat(string name, Type type, int index)
{
    internal int Index => index;

    internal void Add(MessageProperties properties, object? value)
    {
        if (value is not null)
        {
            properties[name] = value;
        }
    }

    internal object? Read(MessageProperties properties) =>
        properties.TryGetValue(name, out var value) && type.IsInstanceOfType(value) ? value : PartFormat.DefaultOf(type);
}
