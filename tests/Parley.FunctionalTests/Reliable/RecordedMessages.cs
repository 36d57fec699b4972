using System.Text;
using System.Xml.Linq;
using Parley.Channels;

namespace Parley.FunctionalTests.Reliable;

/// <summary>A message of a reliable session that another implementation sent, as a plain XML parser sees it.</summary>
internal sealed class RecordedText(byte[] bytes)
{
    public const string Ns11 = "http://docs.oasis-open.org/ws-rx/wsrm/200702";

    private readonly XDocument _document = XDocument.Parse(Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF'), LoadOptions.PreserveWhitespace);

    public string Text { get; } = Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF');

    public string Action => Header("Action")!.Value.Trim();

    public string? MessageId => Header("MessageID")?.Value.Trim();

    public string? RelatesTo => Header("RelatesTo")?.Value.Trim();

    public string? To => Header("To")?.Value.Trim();

    public bool HasReplyTo => Header("ReplyTo") is not null;

    public bool IsFault => Body.Elements().Any(element => element.Name.LocalName == "Fault");

    public long Number => Header("Sequence") is { } sequence ? long.Parse(Child(sequence, "MessageNumber")!, System.Globalization.CultureInfo.InvariantCulture) : 0;

    public string? Offer => Body.Descendants().FirstOrDefault(element => element.Name.LocalName == "Offer") is { } offer ? Child(offer, "Identifier") : null;

    /// <summary>The sequence that CreateSequenceResponse names.</summary>
    public string? Created => Body.Elements().FirstOrDefault(element => element.Name.LocalName == "CreateSequenceResponse") is { } created ? Child(created, "Identifier") : null;

    public XElement Body => _document.Root!.Elements().First(element => element.Name.LocalName == "Body");

    public bool IsInfrastructure => Action.Contains("/rm/", StringComparison.Ordinal) || Action.StartsWith(Ns11, StringComparison.Ordinal);

    public bool Is11 => Text.Contains(Ns11, StringComparison.Ordinal);

    /// <summary>What it is, and its place: two messages with the same are attempts of one.</summary>
    public string Key => IsFault && Number == 0 ? "fault" : $"{Action[(Action.LastIndexOf('/') + 1)..]} {Number}";

    /// <summary>The names of the headers but for those that come when there is something to say.</summary>
    public IEnumerable<string> LastingHeaders => _document.Root!.Elements().First(element => element.Name.LocalName == "Header").Elements()
        .Select(element => element.Name.LocalName).Except(["SequenceAcknowledgement", "AckRequested"]).Order(StringComparer.Ordinal);

    public MessageVersion Version => MessageVersion.CreateVersion(
        _document.Root!.Name.NamespaceName.Contains("xmlsoap", StringComparison.Ordinal) ? EnvelopeVersion.Soap11 : EnvelopeVersion.Soap12,
        Header("Action")!.Name.NamespaceName.Contains("2004/08", StringComparison.Ordinal) ? AddressingVersion.WSAddressingAugust2004 : AddressingVersion.WSAddressing10);

    /// <summary>True when it says that the message of the sequence has arrived.</summary>
    public bool Acknowledges(string sequence, long number) => Header("SequenceAcknowledgement") is { } acknowledgement
        && Child(acknowledgement, "Identifier") == sequence
        && acknowledgement.Elements().Any(range => range.Name.LocalName == "AcknowledgementRange" && (long)range.Attribute("Lower")! <= number && number <= (long)range.Attribute("Upper")!);

    /// <summary>The highest number of the sequence that it says has arrived; 0 for none.</summary>
    public long AcknowledgesUpTo(string? sequence) => Header("SequenceAcknowledgement") is { } acknowledgement && Child(acknowledgement, "Identifier") == sequence
        ? acknowledgement.Elements().Where(static range => range.Name.LocalName == "AcknowledgementRange").Select(static range => (long)range.Attribute("Upper")!).DefaultIfEmpty().Max()
        : 0;

    private XElement? Header(string name) => _document.Root!.Elements().First(element => element.Name.LocalName == "Header").Elements()
        .FirstOrDefault(element => element.Name.LocalName == name);

    private static string? Child(XElement element, string name) => element.Elements().FirstOrDefault(child => child.Name.LocalName == name)?.Value.Trim();
}

/// <summary>Recorded conversations over HTTP.</summary>
internal static class RecordedMessages
{
    /// <summary>Requests with their responses; null where there was none, or an empty one.</summary>
    public static List<(RecordedText Request, RecordedText? Response)> Conversation(string folder)
    {
        var files = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Reliable", "Recordings", folder), "*.xml").Order(StringComparer.Ordinal).ToList();
        var result = new List<(RecordedText, RecordedText?)>();
        for (var index = 0; index < files.Count; index++)
        {
            if (!IsResponse(files[index]))
            {
                var response = index + 1 < files.Count && IsResponse(files[index + 1]) ? new RecordedText(File.ReadAllBytes(files[index + 1])) : null;
                result.Add((new RecordedText(File.ReadAllBytes(files[index])), response));
            }
        }

        return result;
    }

    private static bool IsResponse(string file)
    {
        var name = Path.GetFileName(file);
        return name.Contains("s2c", StringComparison.Ordinal) || name.Contains("-resp", StringComparison.Ordinal);
    }
}
