using Parley.Channels;

namespace Parley.Formatting;

/// <summary>A typed message: one object whose members are body elements, headers and message properties.</summary>
internal sealed class TypedMessageFormat(
    MessageActions action, TypedMessageMembers members, BodyFormat body, HeaderFormat[] headers, PropertyFormat[] properties, bool isResult)
    : MessageFormat
{
    internal override Message Create(MessageVersion version, object?[] values, object? result)
    {
        var instance = isResult ? result : values[0];
        if (instance is null)
        {
            throw new InvalidOperationException(
                $"The typed message '{members.Type}' must not be null, since it is the whole {(isResult ? "reply" : "request")}. Give it an object.");
        }

        var parts = members.Get(instance);
        var message = action.Create(version, new OperationBodyWriter(body, parts, null));
        foreach (var header in headers)
        {
            header.Add(message.Headers, parts[header.Index]);
        }

        foreach (var property in properties)
        {
            property.Add(message.Properties, parts[property.Index]);
        }

        return message;
    }

    internal override object? Read(Message message, object?[] values)
    {
        var parts = members.CreateValues();
        foreach (var header in headers)
        {
            parts[header.Index] = header.Read(message.Headers);
        }

        foreach (var property in properties)
        {
            parts[property.Index] = property.Read(message.Properties);
        }

        body.Read(message, parts);
        var instance = members.Create(parts);
        if (isResult)
        {
            return instance;
        }

        values[0] = instance;
        return null;
    }
}
