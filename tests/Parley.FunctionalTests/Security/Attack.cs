using System.Text;
using System.Xml;

namespace Parley.FunctionalTests.Security;

/// <summary>Ways to rearrange a protected message so that its signatures still find what they signed, and the receiver something else.</summary>
internal static class Attack
{
    private const string Soap = "http://www.w3.org/2003/05/soap-envelope";
    private const string Addressing = "http://www.w3.org/2005/08/addressing";
    private const string Utility = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";

    /// <summary>All, by name.</summary>
    public static IReadOnlyDictionary<string, Action<XmlDocument>> All { get; } = new Dictionary<string, Action<XmlDocument>>
    {
        ["the body moved into a header, another with its identifier in its place"] = document => MoveAway(document, "Body", Soap, keepsId: true),
        ["the body moved into a header, another without an identifier in its place"] = document => MoveAway(document, "Body", Soap, keepsId: false),
        ["the body moved into another body"] = MoveBodyIntoBody,
        ["the timestamp moved, a longer one in its place"] = document => MoveAway(document, "Timestamp", Utility, keepsId: false),
        ["the timestamp moved, a longer one with its identifier in its place"] = document => MoveAway(document, "Timestamp", Utility, keepsId: true),
        ["To moved, another in its place"] = document => MoveAway(document, "To", Addressing, keepsId: false),
        ["To moved, another with its identifier in its place"] = document => MoveAway(document, "To", Addressing, keepsId: true),
        ["Action moved, another in its place"] = document => MoveAway(document, "Action", Addressing, keepsId: false),
        ["the body's identifier at a header, too"] = document => Repeat(document, "Body", Soap),
        ["the timestamp's identifier at a header, too"] = document => Repeat(document, "Timestamp", Utility),
        ["a second To before the signed one"] = document => Second(document, "To", before: true),
        ["a second To behind the signed one"] = document => Second(document, "To", before: false),
        ["a second Action before the signed one"] = document => Second(document, "Action", before: true),
        ["a second MessageID behind the signed one"] = document => Second(document, "MessageID", before: false),
        ["a From that nobody signed"] = document => Add(document, "From"),
        ["a FaultTo that nobody signed"] = document => Add(document, "FaultTo"),
        ["the timestamp's identifier at a header behind it, too"] = document => RepeatBehind(document),
        ["a second security header"] = SecondSecurity,
        ["no signature"] = document => Remove(document, "Signature", "EncryptedData"),
    };

    /// <summary>Changes a message.</summary>
    public static byte[] Change(byte[] message, Action<XmlDocument> change)
    {
        var document = Load(message);
        change(document);
        return Encoding.UTF8.GetBytes(document.OuterXml);
    }

    public static XmlDocument Load(byte[] message)
    {
        var document = new XmlDocument { PreserveWhitespace = true, XmlResolver = null };
        document.LoadXml(Encoding.UTF8.GetString(message));
        return document;
    }

    public static XmlElement Find(XmlDocument document, string name, string? ns = null) =>
        document.SelectNodes($"//*[local-name()='{name}']")!.Cast<XmlElement>().First(element => ns is null || element.NamespaceURI == ns);

    private static void MoveAway(XmlDocument document, string name, string ns, bool keepsId)
    {
        var original = Find(document, name, ns);
        var forged = (XmlElement)original.Clone();
        original.ParentNode!.ReplaceChild(forged, original);
        if (!keepsId)
        {
            forged.RemoveAttribute("Id", Utility);
        }

        switch (name)
        {
            case "Timestamp":
                forged.LastChild!.InnerText = "2099-01-01T00:00:00Z";
                break;
            case "Body":
                forged.InnerXml = "<EchoAsync xmlns=\"urn:bank\"><text>forged</text></EchoAsync>";
                break;
            default:
                forged.InnerText = "http://elsewhere/";
                break;
        }

        var wrapper = document.CreateElement("w", "Wrapper", "urn:wrapper");
        wrapper.AppendChild(original);
        Find(document, "Header", Soap).AppendChild(wrapper);
    }

    private static void MoveBodyIntoBody(XmlDocument document)
    {
        var original = Find(document, "Body", Soap);
        var outer = document.CreateElement(original.Prefix, "Body", Soap);
        original.ParentNode!.ReplaceChild(outer, original);
        outer.AppendChild(original);
    }

    private static void Repeat(XmlDocument document, string name, string ns)
    {
        var header = document.CreateElement("w", "Other", "urn:wrapper");
        header.SetAttribute("Id", Utility, Find(document, name, ns).GetAttribute("Id", Utility));
        Find(document, "Header", Soap).PrependChild(header);
    }

    private static void Second(XmlDocument document, string name, bool before)
    {
        var first = Find(document, name, Addressing);
        var second = document.CreateElement(first.Prefix, name, Addressing);
        second.InnerText = "urn:elsewhere";
        first.ParentNode!.InsertBefore(second, before ? first : first.NextSibling);
    }

    private static void Add(XmlDocument document, string name)
    {
        var added = document.CreateElement("a", name, Addressing);
        var address = document.CreateElement("a", "Address", Addressing);
        address.InnerText = "http://elsewhere/";
        added.AppendChild(address);
        Find(document, "Header", Soap).AppendChild(added);
    }

    private static void RepeatBehind(XmlDocument document)
    {
        var header = document.CreateElement("w", "Other", "urn:wrapper");
        header.SetAttribute("Id", Utility, Find(document, "Timestamp", Utility).GetAttribute("Id", Utility));
        Find(document, "Header", Soap).AppendChild(header);
    }

    private static void SecondSecurity(XmlDocument document)
    {
        var security = Find(document, "Security");
        security.ParentNode!.InsertBefore(security.CloneNode(deep: false), security);
    }

    private static void Remove(XmlDocument document, params string[] names)
    {
        var security = Find(document, "Security");
        foreach (var element in security.ChildNodes.OfType<XmlElement>().Where(element => names.Contains(element.LocalName)).ToList())
        {
            security.RemoveChild(element);
        }
    }
}
