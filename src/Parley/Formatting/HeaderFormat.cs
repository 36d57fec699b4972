using System.Runtime.Serialization;
using Parley.Channels;
using Parley.Description;

namespace Parley.Formatting;

/// <summary>A member of a typed message that is a SOAP header, or an array that is one header for each item.</summary>
internal sealed class HeaderFormat
{
    private readonly MessageHeaderDescription _header;
    private readonly Type _itemType;
    private readonly TypedHeaderAccess? _typed;
    private readonly SerializerFormat _serializer;

    internal HeaderFormat(MessageHeaderDescription header, Func<Type, XmlObjectSerializer> createSerializer)
    {
        _header = header;
        _itemType = header.Multiple ? header.Type!.GetElementType()! : header.Type!;
        var content = _itemType;
        if (header.TypedHeader)
        {
            content = _itemType.GetGenericArguments()[0];
            _typed = TypedHeaderAccess.Of(content);
        }

        _serializer = new SerializerFormat(() => createSerializer(content));
    }

    internal int Index => _header.Index;

    internal void Add(MessageHeaders headers, object? value)
    {
        if (!_header.Multiple)
        {
            headers.Add(Create(value));
            return;
        }

        foreach (var item in (Array?)value ?? Array.Empty<object>())
        {
            headers.Add(Create(item));
        }
    }

    internal object? Read(MessageHeaders headers)
    {
        List<object?>? items = null;
        for (var i = 0; i < headers.Count; i++)
        {
            var info = headers[i];
            if (info.Name != _header.Name || info.Namespace != _header.Namespace || !ConcernsUs(info, headers.MessageVersion))
            {
                continue;
            }

            headers.UnderstoodHeaders.Add(info);
            var item = ReadItem(headers, i, info);
            if (!_header.Multiple)
            {
                return item;
            }

            (items ??= []).Add(item);
        }

        return _header.Multiple ? ToArray(items) : PartFormat.DefaultOf(_itemType);
    }

    /// <summary>A header for another node has its name and not its meaning for us.</summary>
    private bool ConcernsUs(MessageHeaderInfo info, MessageVersion version) =>
        _typed is not null || info.Actor == (_header.Actor ?? string.Empty)
        || (string.IsNullOrEmpty(_header.Actor) && Array.IndexOf(version.Envelope.GetUltimateDestinationActorValues(), info.Actor) >= 0);

    private MessageHeader Create(object? value)
    {
        if (_typed is not null && value is not null)
        {
            var (content, mustUnderstand, actor, relay) = _typed.Get(value);
            return MessageHeader.CreateHeader(
                _header.Name, _header.Namespace, content, _serializer.Serializer, mustUnderstand, actor ?? _header.Actor ?? string.Empty, relay);
        }

        return MessageHeader.CreateHeader(
            _header.Name, _header.Namespace, value, _serializer.Serializer, _header.MustUnderstand, _header.Actor ?? string.Empty, _header.Relay);
    }

    private object? ReadItem(MessageHeaders headers, int index, MessageHeaderInfo info)
    {
        try
        {
            using var reader = headers.GetReaderAtHeader(index);
            var content = Nil.TryRead(reader) ? null : _serializer.Read(reader);
            return _typed is null ? content ?? PartFormat.DefaultOf(_itemType) : _typed.Create(content, info);
        }
        catch (Exception e) when (MalformedBody.IsCausedBy(e))
        {
            throw new SerializationException(
                MalformedBody.Describe($"The header '{_header.Name}'", $"a value of the type '{_itemType.Name}'", e), e);
        }
    }

    private Array ToArray(List<object?>? items)
    {
        var array = Array.CreateInstance(_itemType, items?.Count ?? 0);
        for (var i = 0; i < array.Length; i++)
        {
            array.SetValue(items![i], i);
        }

        return array;
    }
}
