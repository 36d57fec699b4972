using System.Reflection;
using Parley.Description;

namespace Parley.Formatting;

/// <summary>The members of a typed message as an array of values: body elements first, then headers, then properties.</summary>
internal sealed class TypedMessageMembers
{
    private readonly MemberInfo[] _members;
    private readonly object?[] _defaults;

    internal TypedMessageMembers(MessageDescription message)
    {
        Type = message.MessageType!;
        var parts = message.Body.Parts.Concat<MessagePartDescription>(message.Headers).Concat(message.Properties).OrderBy(p => p.Index).ToArray();
        _members = Array.ConvertAll(parts, p => p.MemberInfo!);
        _defaults = Array.ConvertAll(parts, p => PartFormat.DefaultOf(p.Type!));
    }

    internal Type Type { get; }

    internal object?[] CreateValues() => (object?[])_defaults.Clone();

    internal object?[] Get(object instance)
    {
        var values = new object?[_members.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = _members[i] is PropertyInfo property ? property.GetValue(instance) : ((FieldInfo)_members[i]).GetValue(instance);
        }

        return values;
    }

    internal object Create(object?[] values)
    {
        object instance;
        try
        {
            instance = Activator.CreateInstance(Type, nonPublic: true)!;
        }
        catch (MissingMethodException e)
        {
            throw new InvalidOperationException(
                $"The message contract '{Type}' has no constructor without parameters. Add one, so that received messages can be read.", e);
        }

        for (var i = 0; i < values.Length; i++)
        {
            if (_members[i] is PropertyInfo property)
            {
                property.SetValue(instance, values[i]);
            }
            else
            {
                ((FieldInfo)_members[i]).SetValue(instance, values[i]);
            }
        }

        return instance;
    }
}
