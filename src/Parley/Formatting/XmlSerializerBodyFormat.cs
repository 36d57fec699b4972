using System.Runtime.ExceptionServices;
using System.Runtime.Serialization;
using System.Xml;

namespace Parley.Formatting;

/// <summary>A body that the XML serializer writes and reads as a whole.</summary>
/// <param name="wrapper">The name of the element around the parts; null when there is none.</param>
/// <param name="wrapperNamespace">Its namespace.</param>
/// <param name="indices">Where the value of each member of the mapping is.</param>
/// <param name="defaults">The value of each member when the body is empty.</param>
/// <param name="mappings">The operation's serializers.</param>
/// <param name="mapping">The one of this body.</param>
internal sealed class XmlSerializerBodyFormat(
    string? wrapper, string? wrapperNamespace, int[] indices, object?[] defaults, XmlSerializerMappings mappings, int mapping) : BodyFormat
{
    internal override void Write(XmlDictionaryWriter writer, object?[] values, object? result)
    {
        var members = new object?[indices.Length];
        for (var i = 0; i < indices.Length; i++)
        {
            members[i] = indices[i] == PartFormat.Result ? result : values[indices[i]];
        }

        try
        {
            mappings.Get(mapping).Serialize(writer, members);
        }
        catch (InvalidOperationException e) when (IsAboutContent(e))
        {
            throw new CommunicationException($"The values of the body cannot be written. {(e.InnerException ?? e).Message}", e);
        }
        catch (InvalidOperationException e) when (e.InnerException is { } inner)
        {
            ExceptionDispatchInfo.Throw(inner);
        }
    }

    internal override object? ReadEmpty(object?[] values) => Distribute(defaults, values);

    protected override object? Read(XmlDictionaryReader reader, object?[] values)
    {
        if (wrapper is not null && !reader.IsStartElement(wrapper, wrapperNamespace!))
        {
            throw new SerializationException(MalformedBody.WrongStart(reader, wrapper, wrapperNamespace));
        }

        try
        {
            return Distribute((object?[])mappings.Get(mapping).Deserialize(reader)!, values);
        }
        catch (InvalidOperationException e) when (IsAboutContent(e))
        {
            throw new SerializationException(MalformedBody.Describe("The body", "values of the operation's types", e), e);
        }
        catch (InvalidOperationException e) when (e.InnerException is { } inner)
        {
            ExceptionDispatchInfo.Throw(inner);
            throw;
        }
    }

    /// <summary>The XML serializer throws one exception for all that happens: for content that does not fit, and around what a
    /// connection throws while a body is streamed.</summary>
    private static bool IsAboutContent(InvalidOperationException exception) =>
        exception.InnerException is null or InvalidOperationException || MalformedBody.IsCausedBy(exception.InnerException);

    private object? Distribute(object?[] members, object?[] values)
    {
        object? result = null;
        for (var i = 0; i < indices.Length; i++)
        {
            var value = members[i] ?? defaults[i];
            if (indices[i] == PartFormat.Result)
            {
                result = value;
            }
            else
            {
                values[indices[i]] = value;
            }
        }

        return result;
    }
}
