using System.Runtime.Serialization;
using System.Xml;
using Parley.Channels;

namespace Parley.Formatting;

/// <summary>Values as elements in an element named after the operation, or directly in the body.
/// Elements may come in any order; unknown ones are skipped; missing ones have their type's default.</summary>
internal sealed class DataContractBodyFormat(XmlDictionaryString? wrapper, XmlDictionaryString? wrapperNamespace, PartFormat[] parts) : BodyFormat
{
    private readonly PlainName? _plainName = PlainNameOf(wrapper, wrapperNamespace, parts);

    internal override void Write(XmlDictionaryWriter writer, object?[] values, object? result)
    {
        if (wrapper is not null)
        {
            writer.WriteStartElement(wrapper, wrapperNamespace);
        }

        foreach (var part in parts)
        {
            part.Write(writer, values, result);
        }

        if (wrapper is not null)
        {
            writer.WriteEndElement();
        }
    }

    internal override bool TryWrite(PlainBodyWriter writer, object?[] values, object? result)
    {
        if (_plainName is null || !writer.TryWriteStart(_plainName))
        {
            return false;
        }

        foreach (var part in parts)
        {
            if (!part.TryWrite(writer, values, result))
            {
                return false;
            }
        }

        writer.WriteEnd(_plainName);
        return true;
    }

    internal override object? ReadEmpty(object?[] values)
    {
        object? result = null;
        foreach (var part in parts)
        {
            Set(part, part.Default, values, ref result);
        }

        return result;
    }

    protected override bool TryRead(ref PlainBodyReader reader, object?[] values, out object? result)
    {
        result = null;
        if (_plainName is null || !reader.TryReadStart(_plainName))
        {
            return false;
        }

        foreach (var part in parts)
        {
            if (!part.Value.TryRead(ref reader, part.PlainName!, out var value))
            {
                return false;
            }

            Set(part, value, values, ref result);
        }

        return reader.TryReadEnd(_plainName);
    }

    protected override object? Read(XmlDictionaryReader reader, object?[] values)
    {
        if (wrapper is null)
        {
            return ReadParts(reader, values);
        }

        if (!reader.IsStartElement(wrapper, wrapperNamespace!))
        {
            throw new SerializationException(MalformedBody.WrongStart(reader, wrapper.Value, wrapperNamespace!.Value));
        }

        if (reader.IsEmptyElement)
        {
            reader.Read();
            return ReadEmpty(values);
        }

        reader.ReadStartElement();
        var result = ReadParts(reader, values);
        reader.ReadEndElement();
        return result;
    }

    /// <summary>The name of the element that holds the others; null when bodies of this format are never plain.</summary>
    private static PlainName? PlainNameOf(XmlDictionaryString? wrapper, XmlDictionaryString? ns, PartFormat[] parts) =>
        wrapper is null || ns is null || parts.Length is 0 or >= PlainBodyReader.MaxParts
            || Array.Exists(parts, part => part.PlainName is null || part.Namespace.Value != ns.Value)
            ? null
            : PlainName.TryCreate(wrapper, ns);

    private object? ReadParts(XmlDictionaryReader reader, object?[] values)
    {
        object? result = null;
        var next = 0;
        while (next < parts.Length && reader.IsStartElement(parts[next].Name, parts[next].Namespace))
        {
            Set(parts[next], Read(parts[next], reader), values, ref result);
            next++;
        }

        return reader.MoveToContent() == XmlNodeType.Element || next < parts.Length
            ? ReadRest(reader, values, next, result)
            : result;
    }

    /// <summary>Reads what comes in another order, or not at all, after the first parts.</summary>
    private object? ReadRest(XmlDictionaryReader reader, object?[] values, int first, object? result)
    {
        for (var i = first; i < parts.Length; i++)
        {
            Set(parts[i], parts[i].Default, values, ref result);
        }

        var seen = new bool[parts.Length];
        while (reader.MoveToContent() == XmlNodeType.Element)
        {
            var index = first;
            while (index < parts.Length && (seen[index] || !reader.IsStartElement(parts[index].Name, parts[index].Namespace)))
            {
                index++;
            }

            if (index == parts.Length)
            {
                reader.Skip();
                continue;
            }

            seen[index] = true;
            Set(parts[index], Read(parts[index], reader), values, ref result);
        }

        return result;
    }

    private static object? Read(PartFormat part, XmlDictionaryReader reader)
    {
        try
        {
            return part.Value.Read(reader);
        }
        catch (Exception e) when (MalformedBody.IsCausedBy(e))
        {
            throw new SerializationException(
                MalformedBody.Describe($"The element '{part.Name.Value}'", $"a value of the type '{part.Type.Name}'", e), e);
        }
    }

    private static void Set(PartFormat part, object? value, object?[] values, ref object? result)
    {
        if (part.Index == PartFormat.Result)
        {
            result = value;
        }
        else
        {
            values[part.Index] = value;
        }
    }
}
