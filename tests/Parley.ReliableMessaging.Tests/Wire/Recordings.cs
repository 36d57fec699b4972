using System.Text;
using System.Xml;
using System.Xml.Linq;
using Parley.Channels;

namespace Parley.ReliableMessaging.Tests.Wire;

/// <summary>The recorded messages, and what a plain XML parser finds in them.</summary>
internal static class Recordings
{
    public const string Ns10 = "http://schemas.xmlsoap.org/ws/2005/02/rm";
    public const string Ns11 = "http://docs.oasis-open.org/ws-rx/wsrm/200702";
    public const string NetRm = "http://schemas.microsoft.com/ws/2006/05/rm";

    public static string Root { get; } = Path.Combine(AppContext.BaseDirectory, "Data");

    /// <summary>The names of the text messages below a folder, in order.</summary>
    public static IEnumerable<string> Text(string folder = "")
        => Directory.EnumerateFiles(Path.Combine(Root, folder), "*.xml", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))
            .Order(StringComparer.Ordinal);

    public static byte[] Bytes(string name) => File.ReadAllBytes(Path.Combine(Root, name));

    public static XDocument Document(string name) => XDocument.Parse(Encoding.UTF8.GetString(Bytes(name)), LoadOptions.PreserveWhitespace);

    public static Message Open(byte[] bytes, MessageVersion version)
        => Message.CreateMessage(XmlDictionaryReader.CreateTextReader(bytes, XmlDictionaryReaderQuotas.Max), 64 * 1024, version);

    /// <summary>A message's version, by the namespaces that stand in it.</summary>
    public static MessageVersion VersionOf(XDocument document)
    {
        var envelope = document.Root!.Name.NamespaceName.Contains("xmlsoap", StringComparison.Ordinal)
            ? EnvelopeVersion.Soap11 : EnvelopeVersion.Soap12;
        var action = Header(document).Elements().FirstOrDefault(element => element.Name.LocalName == "Action");
        var addressing = action?.Name.NamespaceName == "http://schemas.xmlsoap.org/ws/2004/08/addressing"
            ? AddressingVersion.WSAddressingAugust2004 : AddressingVersion.WSAddressing10;
        return MessageVersion.CreateVersion(envelope, addressing);
    }

    public static Wsrm WsrmOf(XDocument document)
        => document.ToString().Contains(Ns11, StringComparison.Ordinal) ? Wsrm.Version11 : Wsrm.February2005;

    public static XElement Header(XDocument document) => document.Root!.Elements().First(element => element.Name.LocalName == "Header");

    public static XElement Body(XDocument document) => document.Root!.Elements().First(element => element.Name.LocalName == "Body");

    public static string ToText(Message message) => Encoding.UTF8.GetString(ToBytes(message));

    public static byte[] ToBytes(Message message)
    {
        using var stream = new MemoryStream();
        using (var writer = XmlDictionaryWriter.CreateTextWriter(stream, new UTF8Encoding(false), ownsStream: false))
        {
            message.WriteMessage(writer);
        }

        return stream.ToArray();
    }

    /// <summary>The message as WCF's text encoder writes it: an empty element closes itself without a space.</summary>
    public static XElement Normalized(XElement element) => new(
        element.Name,
        element.Attributes().Where(attribute => !attribute.IsNamespaceDeclaration).OrderBy(attribute => attribute.Name.ToString(), StringComparer.Ordinal),
        element.HasElements ? element.Elements().Select(Normalized) : element.Value);
}
