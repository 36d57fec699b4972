using System.Xml;

namespace Parley.Security.Tests.Fuzzing;

internal sealed partial class Mutation
{
    private static readonly string[] _algorithms =
    [
        "http://www.w3.org/2000/09/xmldsig#sha1", "http://www.w3.org/2001/04/xmlenc#sha256", "http://www.w3.org/2001/04/xmldsig-more#md5", "http://www.w3.org/2000/09/xmldsig#hmac-sha1",
        "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256", "http://www.w3.org/2000/09/xmldsig#rsa-sha1", "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
        "http://www.w3.org/2001/04/xmlenc#aes128-cbc", "http://www.w3.org/2001/04/xmlenc#aes256-cbc", "http://www.w3.org/2009/xmlenc11#aes256-gcm",
        "http://www.w3.org/2001/04/xmlenc#rsa-1_5", "http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p", "http://www.w3.org/2001/10/xml-exc-c14n#",
        "http://www.w3.org/2001/10/xml-exc-c14n#WithComments", "http://www.w3.org/TR/2001/REC-xml-c14n-20010315", "http://www.w3.org/2000/09/xmldsig#enveloped-signature",
        "http://www.w3.org/TR/1999/REC-xpath-19991116", "http://www.w3.org/TR/1999/REC-xslt-19991116", "",
    ];

    private static readonly string[] _characters = ["", " ", "\n", "\u00e9", "\ufffd", "=", "A", "0", "-", "#", "&", "<", "]]>", "\u0001", "\ud83d\ude00"];

    private static void SwapAttributes(Mutation m)
    {
        var all = m.Attributes();
        if (m._random.Next(2) == 0)
        {
            all = all.FindAll(attribute => attribute.LocalName is "Id" or "URI");
        }

        if (m.Pick(all) is { } one && m.Pick(all) is { } other)
        {
            m._story.Append(one.Name).Append(' ').Append(other.Name).Append(' ');
            (one.Value, other.Value) = (m._random.Next(3) == 0 ? one.Value : other.Value, one.Value);
        }
    }

    private static void DeleteAttribute(Mutation m)
    {
        if (m.Pick(m.Attributes()) is { } attribute)
        {
            m._story.Append(attribute.Name).Append(' ');
            attribute.OwnerElement!.RemoveAttributeNode(attribute);
        }
    }

    private static void AddAttribute(Mutation m)
    {
        var element = m.Pick(m.Elements())!;
        var ids = m.Attributes().FindAll(attribute => attribute.LocalName == "Id");
        var id = m.Pick(ids)?.Value ?? "_1";
        m._story.Append(element.Name).Append(' ');
        switch (m._random.Next(9))
        {
            case 0:
                element.SetAttribute("Id", Utility, id);
                break;
            case 1:
                element.SetAttribute("Id", id);
                break;
            case 2:
                element.SetAttribute("ID", id);
                break;
            case 3:
                element.SetAttribute("id", "http://www.w3.org/XML/1998/namespace", id);
                break;
            case 4:
                element.SetAttribute("mustUnderstand", "http://www.w3.org/2003/05/soap-envelope", "1");
                break;
            case 5:
                element.SetAttribute("role", "http://www.w3.org/2003/05/soap-envelope", "http://www.w3.org/2003/05/soap-envelope/role/none");
                break;
            case 6:
                element.SetAttribute("Id", "urn:other", id);
                break;
            case 7:
                element.SetAttribute("space", "http://www.w3.org/XML/1998/namespace", "preserve");
                break;
            default:
                element.SetAttribute("a" + m._random.Next(1000), new string('x', m._random.Next(2000)));
                break;
        }
    }

    private static void ChangeAttribute(Mutation m)
    {
        if (m.Pick(m.Attributes()) is { } attribute)
        {
            m._story.Append(attribute.Name).Append(' ');
            attribute.Value = m.Changed(attribute.Value);
        }
    }

    private static void ChangeAlgorithm(Mutation m)
    {
        if (m.Pick(m.Attributes().FindAll(attribute => attribute.LocalName == "Algorithm")) is { } attribute)
        {
            m._story.Append(attribute.OwnerElement!.Name).Append(' ');
            attribute.Value = _algorithms[m._random.Next(_algorithms.Length)];
        }
    }

    /// <summary>Declares prefixes that are known already, or others.</summary>
    private static void DeclareAgain(Mutation m)
    {
        var element = m.Pick(m.Elements())!;
        var like = m.Pick(m.Elements())!;
        m._story.Append(element.Name).Append(' ').Append(like.Prefix).Append(' ');
        if (like.Prefix != element.Prefix && like.Prefix.Length > 0)
        {
            element.SetAttribute("xmlns:" + like.Prefix, m._random.Next(2) == 0 ? "urn:other" : like.NamespaceURI);
        }
        else
        {
            element.SetAttribute("xmlns:p" + m._random.Next(10), "urn:p");
        }
    }

    private static void ChangeText(Mutation m)
    {
        if (m.Pick(m.Texts()) is { } text)
        {
            m._story.Append(text.ParentNode!.Name).Append(' ');
            text.Value = m.Changed(text.Value!);
        }
    }

    /// <summary>Gives a text that of another element.</summary>
    private static void TakeText(Mutation m)
    {
        if (m.Pick(m.Texts()) is { } text && m.Pick(m.Texts()) is { } other)
        {
            m._story.Append(text.ParentNode!.Name).Append(' ').Append(other.ParentNode!.Name).Append(' ');
            (text.Value, other.Value) = (other.Value, m._random.Next(2) == 0 ? text.Value : other.Value);
        }
    }

    /// <summary>Puts something into the middle of a text that is not text.</summary>
    private static void SplitText(Mutation m)
    {
        if (m.Pick(m.Texts()) is not { } text)
        {
            return;
        }

        m._story.Append(text.ParentNode!.Name).Append(' ');
        var rest = text.SplitText(m._random.Next(text.Value!.Length + 1));
        XmlNode between = m._random.Next(4) switch
        {
            0 => m._document.CreateComment("c"),
            1 => m._document.CreateCDataSection(m._random.Next(2) == 0 ? "" : "x"),
            2 => m._document.CreateProcessingInstruction("p", "q"),
            _ => m._document.CreateElement("e"),
        };
        text.ParentNode!.InsertAfter(between, text);
        if (m._random.Next(2) == 0 && between.NodeType == XmlNodeType.CDATA)
        {
            // The rest of the text, written another way.
            between.Value = rest.Value;
            rest.ParentNode!.RemoveChild(rest);
        }
    }

    private static void AddBetween(Mutation m)
    {
        XmlNode node = m._random.Next(4) switch
        {
            0 => m._document.CreateComment("c"),
            1 => m._document.CreateTextNode(" stray "),
            2 => m._document.CreateProcessingInstruction("p", "q"),
            _ => m._document.CreateSignificantWhitespace("\n\t "),
        };
        m.InsertInto(m.Pick(m.Elements())!, node);
    }

    private string Changed(string text)
    {
        var at = _random.Next(text.Length + 1);
        var length = Math.Min(1 + _random.Next(3), text.Length - at);
        var other = _characters[_random.Next(_characters.Length)];
        return _random.Next(8) switch
        {
            0 => text.Insert(at, other),
            1 => text.Remove(at, length),
            2 => text[..at],
            3 => text[at..],
            4 => text + text,
            5 => " " + text + " ",
            6 => text.Insert(at, new string('A', 4 * _random.Next(200))),
            _ => at == text.Length ? other : text[..at] + (text[at] == 'B' ? 'C' : 'B') + text[(at + 1)..],
        };
    }
}
