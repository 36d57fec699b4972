using System.Globalization;
using System.Text;
using System.Xml;
using Parley.Channels;

namespace Parley.Security.Tests.Wires;

/// <summary>What a program reads of a message, written so that two can be compared: the parts that have to be signed.</summary>
internal static class MessageText
{
    /// <summary>The addressing headers, the signed header of the tests, the body and the sender.</summary>
    public static string Of(Message message)
    {
        var text = new StringBuilder();
        var headers = message.Headers;
        text.Append(CultureInfo.InvariantCulture, $"{headers.Action} {headers.MessageId} {headers.RelatesTo} {headers.To} {headers.ReplyTo?.Uri} {headers.From?.Uri} {headers.FaultTo?.Uri}\n");
        for (var i = 0; i < headers.Count; i++)
        {
            if (headers[i].Name == "Custom")
            {
                text.Append(headers.GetHeader<string>(i)).Append('\n');
            }
        }

        text.Append(CallerOf(message)).Append(CultureInfo.InvariantCulture, $"\nfault {message.IsFault} empty {message.IsEmpty}\n");
        if (!message.IsEmpty)
        {
            using var reader = message.GetReaderAtBodyContents();
            Append(reader, text);
        }

        return text.ToString();
    }

    /// <summary>The sender alone: all that counts where the transport protects the rest.</summary>
    public static string OfCaller(Message message) => CallerOf(message);

    /// <summary>The sender and the address.</summary>
    public static string OfCallerAndAddress(Message message) => $"{CallerOf(message)} {message.Headers.To}";

    private static string CallerOf(Message message) => message.Properties.Security?.ServiceSecurityContext.PrimaryIdentity.Name ?? "";

    private static void Append(XmlDictionaryReader reader, StringBuilder text)
    {
        do
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element:
                    text.Append(CultureInfo.InvariantCulture, $"<{{{reader.NamespaceURI}}}{reader.LocalName}");
                    var attributes = new List<string>();
                    while (reader.MoveToNextAttribute())
                    {
                        if (reader.Prefix != "xmlns" && reader.Name != "xmlns")
                        {
                            attributes.Add($" {{{reader.NamespaceURI}}}{reader.LocalName}={reader.Value}");
                        }
                    }

                    reader.MoveToElement();
                    attributes.Sort(StringComparer.Ordinal);
                    text.AppendJoin(' ', attributes).Append(reader.IsEmptyElement ? "></>" : ">");
                    break;
                case XmlNodeType.EndElement:
                    text.Append("</>");
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace:
                    text.Append(reader.Value);
                    break;
                default:
                    text.Append(CultureInfo.InvariantCulture, $"({reader.NodeType} {reader.Value})");
                    break;
            }
        }
        while (reader.Read() && reader.Depth >= 0);
    }
}
