using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Xml;
using Parley.Channels;

namespace Parley.Security;

/// <summary>An addressing header of a form: one that is always the same, or one whose text is a word of each message.</summary>
internal sealed class FormHeader
{
    /// <summary>A longer text is left to the XML reader, and to its quotas.</summary>
    public const int LongestText = 512;

    private readonly AddressingHeaderKind _kind;
    private readonly AddressingVersion _version;
    private readonly bool _mustUnderstand;
    private readonly MessageHeader? _same;
    private Known? _last;

    private FormHeader(AddressingHeaderKind kind, AddressingVersion version, bool mustUnderstand, byte[] text, MessageHeader? same)
    {
        _kind = kind;
        _version = version;
        _mustUnderstand = mustUnderstand;
        Text = text;
        _same = same;
    }

    /// <summary>The text in the message of which the form is made; empty for a header that is always the same.</summary>
    public byte[] Text { get; }

    /// <summary>The variable of the text; -1 for a header that is always the same.</summary>
    public int Variable { get; set; } = -1;

    /// <summary>Whether many messages have the same text here.</summary>
    public bool ComesAgain => _kind is not (AddressingHeaderKind.MessageId or AddressingHeaderKind.RelatesTo);

    /// <summary>Makes what a form says of a header.</summary>
    /// <param name="headers">The headers of the message of which the form is made.</param>
    /// <param name="index">The header.</param>
    /// <returns>Null for a header that no form has.</returns>
    public static FormHeader? TryCreate(MessageHeaders headers, int index)
    {
        var header = headers[index];
        var version = headers.MessageVersion.Addressing;
        var kind = version == AddressingVersion.None ? AddressingHeaderKind.None : AddressingHeaderNames.Find(header.Name, header.Namespace, version);
        if (header.Actor.Length > 0 || header.Relay || header.IsReferenceParameter)
        {
            return null;
        }

        switch (kind)
        {
            case AddressingHeaderKind.Action when headers.Action is { } action:
                return Create(action);
            case AddressingHeaderKind.To when headers.To is { } to && header.MustUnderstand:
                return Create(to.OriginalString);
            case AddressingHeaderKind.MessageId when headers.MessageId is { } id && !header.MustUnderstand:
                return Create(id.ToString());
            case AddressingHeaderKind.RelatesTo when headers.RelatesTo is { } id && !header.MustUnderstand:
                return Create(id.ToString());
            case AddressingHeaderKind.ReplyTo when !header.MustUnderstand && EndpointAddressHeader.AnonymousReplyTo(version) is { } anonymous
                && ReferenceEquals(headers.ReplyTo, anonymous.Address):
                return new FormHeader(kind, version, mustUnderstand: false, [], anonymous);
            default:
                return null;
        }

        FormHeader Create(string text) => new(kind, version, header.MustUnderstand, Encoding.UTF8.GetBytes(text), null);
    }

    /// <summary>Makes what a form says of a header that is sent.</summary>
    /// <returns>Null for a header that no form has.</returns>
    public static FormHeader? TryCreate(MessageHeader header) => header switch
    {
        AddressingHeader { Version: var version, Kind: AddressingHeaderKind.ReplyTo } same when ReferenceEquals(same, EndpointAddressHeader.AnonymousReplyTo(version)) =>
            new FormHeader(AddressingHeaderKind.ReplyTo, version, mustUnderstand: false, [], same),
        AddressingHeader known when TextOf(known) is { Length: > 0 } text =>
            new FormHeader(known.Kind, known.Version, known.MustUnderstand, Encoding.UTF8.GetBytes(text), null),
        _ => null,
    };

    /// <summary>Whether a header that is sent is the same but for its text.</summary>
    public bool Fits(MessageHeader header) => _same is not null
        ? ReferenceEquals(header, _same)
        : header is AddressingHeader known && known.Kind == _kind && known.Version == _version && known.MustUnderstand == _mustUnderstand
            && known.Actor.Length == 0 && known is not RelatesToHeader { IsReply: false };

    /// <summary>Gives the header's variable its text.</summary>
    /// <param name="header">A header that <see cref="Fits"/>.</param>
    /// <param name="writer">Takes the text.</param>
    /// <returns>False for a text that is no word.</returns>
    public bool TrySet(MessageHeader header, FormWriter writer) => header switch
    {
        _ when _same is not null => true,
        MessageIdHeader { MessageId: var id } => TrySet(id, writer),
        RelatesToHeader { RelatesTo: var id } => TrySet(id, writer),
        AddressingHeader known => TextOf(known) is { } text && writer.TrySet(Variable, text),
        _ => false,
    };

    private bool TrySet(UniqueId id, FormWriter writer)
    {
        if (!id.TryGetGuid(out var uuid))
        {
            return writer.TrySet(Variable, id.ToString());
        }

        Span<byte> text = stackalloc byte["urn:uuid:".Length + UsualTextHead.UuidSize];
        "urn:uuid:"u8.CopyTo(text);
        return uuid.TryFormat(text["urn:uuid:".Length..], out _, "D") && writer.TrySet(Variable, text);
    }

    private static string? TextOf(AddressingHeader header) => header switch
    {
        { Actor.Length: > 0 } => null,
        ActionHeader action => action.Action,
        ToHeader to => to.Address.Value,
        MessageIdHeader id => id.MessageId.ToString(),
        RelatesToHeader { IsReply: true } related => related.RelatesTo.ToString(),
        _ => null,
    };

    /// <summary>Adds the header of a message.</summary>
    /// <returns>False when it is none that a reader would find.</returns>
    public bool TryAdd(MessageHeaders headers, FormValues values)
    {
        if (_same is not null)
        {
            headers.AddReceived(_same, _kind);
            return true;
        }

        if (!TryMake(values[Variable], out var header))
        {
            return false;
        }

        headers.AddReceived(header, _kind);
        return true;
    }

    private bool TryMake(ReadOnlySpan<byte> text, [NotNullWhen(true)] out AddressingHeader? header)
    {
        header = null;
        if (text.Length > LongestText)
        {
            return false;
        }

        switch (_kind)
        {
            case AddressingHeaderKind.MessageId:
                header = new MessageIdHeader(ReadId(text), _version);
                return true;
            case AddressingHeaderKind.RelatesTo:
                header = new RelatesToHeader(ReadId(text), null, _version);
                return true;
        }

        // Actions and addresses come again and again.
        if (_last is { } last && text.SequenceEqual(last.Text))
        {
            header = last.Header;
            return true;
        }

        var value = Encoding.ASCII.GetString(text);
        if (_kind == AddressingHeaderKind.Action)
        {
            header = new ActionHeader(value, _version, _mustUnderstand);
        }
        else if (AddressCache.TryGetTo(value, _version, out var to))
        {
            header = to;
        }

        if (header is null)
        {
            return false;
        }

        _last = new Known(text.ToArray(), header);
        return true;
    }

    private static UniqueId ReadId(ReadOnlySpan<byte> text) =>
        text.StartsWith("urn:uuid:"u8) && text.Length == "urn:uuid:".Length + UsualTextHead.UuidSize && UsualTextHead.TryReadUuid(text["urn:uuid:".Length..], out var uuid)
            ? new UniqueId(uuid)
            : new UniqueId(Encoding.ASCII.GetString(text));

    private sealed record Known(byte[] Text, AddressingHeader Header);
}
