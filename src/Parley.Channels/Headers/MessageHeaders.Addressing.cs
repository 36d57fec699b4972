using System.Xml;

namespace Parley.Channels;

// The headers of WS-Addressing as properties. Setting null removes the header.
public sealed partial class MessageHeaders
{
    /// <summary>What the message means: a URI. Null when there is none.</summary>
    /// <exception cref="MessageHeaderException">The header is malformed or stands twice.</exception>
    public string? Action
    {
        get => (Find(AddressingHeaderKind.Action) as ActionHeader)?.Action;
        set => Set(AddressingHeaderKind.Action, value is null ? null : new ActionHeader(value, MessageVersion.Addressing));
    }

    /// <summary>Where the message goes. Null when there is none.</summary>
    /// <exception cref="MessageHeaderException">The header is malformed or stands twice.</exception>
    public Uri? To
    {
        get => (Find(AddressingHeaderKind.To) as ToHeader)?.To;
        set => Set(AddressingHeaderKind.To, value is null ? null : CreateTo(value));
    }

    /// <summary>The message's own name. Null when there is none.</summary>
    /// <exception cref="MessageHeaderException">The header is malformed or stands twice.</exception>
    public UniqueId? MessageId
    {
        get => (Find(AddressingHeaderKind.MessageId) as MessageIdHeader)?.MessageId;
        set => Set(AddressingHeaderKind.MessageId, value is null ? null : new MessageIdHeader(value, MessageVersion.Addressing));
    }

    /// <summary>The message that this one is the reply to. Null when there is none; other relationships do not count.</summary>
    /// <exception cref="MessageHeaderException">The header is malformed or stands twice.</exception>
    public UniqueId? RelatesTo
    {
        get => (Find(AddressingHeaderKind.RelatesTo) as RelatesToHeader)?.RelatesTo;
        set => Set(AddressingHeaderKind.RelatesTo, value is null ? null : new RelatesToHeader(value, null, MessageVersion.Addressing));
    }

    /// <summary>Where the reply goes. Null when there is none.</summary>
    /// <exception cref="MessageHeaderException">The header is malformed or stands twice.</exception>
    public EndpointAddress? ReplyTo
    {
        get => GetAddress(AddressingHeaderKind.ReplyTo);
        set => SetAddress(AddressingHeaderKind.ReplyTo, value);
    }

    /// <summary>Where a fault goes when it does not go where the reply goes. Null when there is none.</summary>
    /// <exception cref="MessageHeaderException">The header is malformed or stands twice.</exception>
    public EndpointAddress? FaultTo
    {
        get => GetAddress(AddressingHeaderKind.FaultTo);
        set => SetAddress(AddressingHeaderKind.FaultTo, value);
    }

    /// <summary>Where the message came from. Null when there is none.</summary>
    /// <exception cref="MessageHeaderException">The header is malformed or stands twice.</exception>
    public EndpointAddress? From
    {
        get => GetAddress(AddressingHeaderKind.From);
        set => SetAddress(AddressingHeaderKind.From, value);
    }

    /// <summary>Sets the action to a string that binary messages can know by number.</summary>
    /// <param name="action">The action.</param>
    public void SetAction(XmlDictionaryString action)
    {
        ArgumentNullException.ThrowIfNull(action);
        Set(AddressingHeaderKind.Action, new ActionHeader(action, MessageVersion.Addressing));
    }

    /// <summary>Sets a prepared addressing header; it may be shared by messages.</summary>
    internal void Set(AddressingHeader header) => Set(header.Kind, header);

    /// <summary>Asks for the reply on the same channel, without making anything.</summary>
    internal void SetAnonymousReplyTo()
        => Set(AddressingHeaderKind.ReplyTo, EndpointAddressHeader.AnonymousReplyTo(MessageVersion.Addressing));

    private EndpointAddress? GetAddress(AddressingHeaderKind kind) => (Find(kind) as EndpointAddressHeader)?.Address;

    private void SetAddress(AddressingHeaderKind kind, EndpointAddress? address)
        => Set(kind, address is null ? null : new EndpointAddressHeader(kind, address, MessageVersion.Addressing));

    private ToHeader CreateTo(Uri to)
    {
        var addressing = MessageVersion.Addressing;
        if (addressing.AnonymousUri is { } anonymous && EndpointAddress.IsAnonymousUri(to))
        {
            to = anonymous;
        }
        else if (addressing.NoneUri is { } none && EndpointAddress.IsNoneUri(to))
        {
            to = none;
        }

        return AddressCache.GetTo(to, addressing);
    }

    private AddressingHeader? Find(AddressingHeaderKind kind)
    {
        var index = IndexOf(kind);
        return index < 0 ? null : ValueAt(index) is MalformedHeader malformed ? throw malformed.CreateException() : _entries[index].Value;
    }

    private int IndexOf(AddressingHeaderKind kind)
    {
        var found = -1;
        for (var i = 0; i < _count; i++)
        {
            if (_entries[i].Kind != kind || (kind == AddressingHeaderKind.RelatesTo && ValueAt(i) is RelatesToHeader { IsReply: false }))
            {
                continue;
            }

            if (found >= 0)
            {
                throw Duplicate(AddressingHeaderNames.Of(kind).Value, MessageVersion.Addressing.Namespace.Value);
            }

            found = i;
        }

        return found;
    }

    private AddressingHeader ValueAt(int index)
    {
        ref var entry = ref _entries[index];
        if (entry.Value is null)
        {
            using var reader = GetReaderAtHeader(index);
            entry.Value = AddressingHeaderReader.Read(reader, entry.Kind, MessageVersion);
        }

        return entry.Value;
    }

    private void Set(AddressingHeaderKind kind, AddressingHeader? header)
    {
        var index = IndexOf(kind);
        if (header is null)
        {
            if (index >= 0)
            {
                RemoveAt(index);
            }

            return;
        }

        if (index < 0)
        {
            InsertEntry(_count, new Entry(header, kind));
        }
        else
        {
            _entries[index] = new Entry(header, kind);
            _changes++;
        }
    }
}
