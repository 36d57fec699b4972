using System.Xml.Linq;
using Parley.Channels;
using Parley.ReliableMessaging.Tests.Wire;

namespace Parley.ReliableMessaging.Tests.Channels.Connections;

/// <summary>A message of a recorded conversation, or one of ours in its place.</summary>
internal sealed class RecordedMessage
{
    private static readonly string[] s_passing = ["SequenceAcknowledgement", "AckRequested"];

    private readonly XDocument _document;
    private readonly MessageVersion _version;

    public RecordedMessage(Message message, Wsrm wsrm)
    {
        _version = message.Version;
        Action = message.Headers.Action;
        MessageId = message.Headers.MessageId?.ToString();
        RelatesTo = message.Headers.RelatesTo?.ToString();
        To = message.Headers.To;
        var headers = RmHeaders.Read(message, wsrm);
        Kind = headers.Kind!.Value;
        Number = headers.Sequence?.Number ?? 0;
        Acknowledged = headers.Acknowledgements.SelectMany(acknowledgement => acknowledgement.Ranges).Select(range => range.Upper).DefaultIfEmpty().Max();
        _document = XDocument.Parse(Recordings.ToText(message));
    }

    public string? Action { get; }

    public string? MessageId { get; }

    public string? RelatesTo { get; }

    public Uri? To { get; }

    public MessageKind Kind { get; }

    public long Number { get; }

    /// <summary>The highest number that it acknowledges.</summary>
    public long Acknowledged { get; }

    /// <summary>The sequence that CreateSequence offers; null for none.</summary>
    public string? Offer => _document.Descendants().FirstOrDefault(element => element.Name.LocalName == "Offer")?
        .Elements().First(element => element.Name.LocalName == "Identifier").Value;

    /// <summary>The names of the headers but for those that come when there is something to say.</summary>
    public IEnumerable<string> LastingHeaders => Recordings.Header(_document).Elements()
        .Select(element => element.Name.LocalName).Except(s_passing).Order(StringComparer.Ordinal);

    /// <summary>The application's message, as it was before a session took it.</summary>
    public Message CreateAgain()
    {
        var message = Message.CreateMessage(_version, Action, Recordings.Body(_document).Elements().First().CreateReader());
        if (MessageId is not null)
        {
            message.Headers.MessageId = new System.Xml.UniqueId();
        }

        if (RelatesTo is not null)
        {
            message.Headers.RelatesTo = new System.Xml.UniqueId();
        }

        if (LastingHeaders.Contains("ReplyTo"))
        {
            message.Headers.ReplyTo = new EndpointAddress(EndpointAddress.AnonymousUri);
        }

        return message;
    }

    /// <summary>The message with other names in it.</summary>
    public Message WithNames(IReadOnlyDictionary<string, string> names)
    {
        var text = _document.ToString(SaveOptions.DisableFormatting);
        foreach (var (recorded, ours) in names)
        {
            text = text.Replace(recorded, ours, StringComparison.Ordinal);
        }

        return Recordings.Open(System.Text.Encoding.UTF8.GetBytes(text), _version);
    }
}
