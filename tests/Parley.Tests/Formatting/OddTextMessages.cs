using System.Globalization;
using System.Text;

namespace Parley.Tests.Formatting;

/// <summary>Messages as text, usual ones and such as differ from them in places.</summary>
internal sealed class OddTextMessages(OddChoices random)
{
    private const string Uuid = "0123abcd-89ab-4cde-8f01-23456789abcd";

    /// <summary>Makes the next message.</summary>
    public string Next()
    {
        // How often something is not as usual differs from message to message.
        var odd = 3 << random.Next(6);
        var start = random.Pick(
            odd * 4,
            "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\" xmlns:a=\"http://www.w3.org/2005/08/addressing\">",
            "<s:Envelope xmlns:a=\"http://www.w3.org/2005/08/addressing\" xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\">",
            "<s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope' xmlns:a=\"http://www.w3.org/2005/08/addressing\">",
            "\uFEFF<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\" xmlns:a=\"http://www.w3.org/2005/08/addressing\">",
            "<?xml version=\"1.0\" encoding=\"utf-8\"?><s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\" xmlns:a=\"http://www.w3.org/2005/08/addressing\">",
            "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\" xmlns:a=\"http://www.w3.org/2005/08/addressing\" xmlns:b=\"urn:b\">",
            "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns:a=\"http://www.w3.org/2005/08/addressing\">");
        var text = new StringBuilder(start).Append("<s:Header>");
        for (var i = random.Next(6); i > 0; i--)
        {
            text.Append(NextHeader(odd));
        }

        text.Append(random.Pick(odd * 4, "</s:Header>", "</s:Header> ", "</s:Header ><!-- x -->", "</a:Header>", "", "x</s:Header>"));
        text.Append(random.Pick(odd * 2, "<s:Body>", "<s:Body >", "<s:Body\n>", "<s:Body a:a=\"1\">", "<s:Body xmlns:b=\"urn:b\">", "<s:Body xmlns:a=\"urn:a\" a:a=\"1\">", "<s:Body><!-- -->", "<s:Body/>", "<s:Body><x/>", "<s:Bodyx>", "<s:Body> ", "<s:Body xmlns=\"urn:plain\">"));
        var wrapper = random.Pick(odd * 2, "All", "b:All", "al", "All2", "s:Fault", "Fault");
        text.Append(CultureInfo.InvariantCulture, $"<{wrapper}");
        text.Append(random.Pick(odd * 2, " xmlns=\"urn:plain\">", " xmlns='urn:plain'>", "  xmlns=\"urn:plain\">", " xmlns=\"urn:plain\" >", " xmlns=\"urn:other\">", " xmlns=\"\">", ">", "/>", " xmlns:b=\"urn:plain\">", " xmlns=\"http://www.w3.org/2003/05/soap-envelope\">", " xmlns=\"urn:pl&#97;in\">", " xmlns=\"urn:plain\" xmlns=\"urn:plain\">", " xmlns=\"urn:plain\" xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\">", " xmlns=\"urn:plain\"> ", " xmlns=\"urn:plain\"><!-- -->"));
        string[] names = ["text", "bytes", "flag", "number", "large", "positive", "id", "maybe"];
        foreach (var name in names)
        {
            AppendPart(text, name, odd);
        }

        text.Append(random.Pick(odd * 2, $"</{wrapper}>", $"</{wrapper} >", "</Al>", "", $"<more>1</more></{wrapper}>", $"<more/></{wrapper}>", $"x</{wrapper}>", $"</{wrapper}><All xmlns=\"urn:plain\"/>", $"<text>again</text></{wrapper}>"));
        text.Append(random.Pick(odd * 2, "</s:Body></s:Envelope>", "</s:Body></s:Envelope> ", "</s:Body></s:Envelope>x", "</s:Body></s:Envelope><x/>", "</s:Body> </s:Envelope>", "</s:Body>", "<!-- --></s:Body></s:Envelope>", "</s:Body></s:Envelope><!-- -->", "</s:Body></s:Envelope\n>", "</s:Body></s:Envelope></s:Body></s:Envelope>"));
        var result = text.ToString();
        if (random.Next(odd * 4) == 0)
        {
            var at = random.Next(result.Length);
            result = random.Next(2) == 0 ? result.Remove(at, Math.Min(random.Next(1, 4), result.Length - at)) : result.Insert(at, random.Pick(1, "<", ">", "&", "\"", " ", "]", "/", "\r", "\n", "\0", "\u0001", "\uFFFE", "\u00E9", "\uD83D\uDE00"));
        }

        return result;
    }

    private string NextHeader(int odd) =>
        random.Pick(
            2,
            $"<a:Action s:mustUnderstand=\"{random.Pick(odd, "1", "true", "0", " 1")}\">{NextAddress(odd)}</a:Action>",
            $"<a:To s:mustUnderstand=\"1\">{NextAddress(odd)}</a:To>",
            $"<a:MessageID>{NextUuid(odd)}</a:MessageID>",
            $"<a:RelatesTo>{NextUuid(odd)}</a:RelatesTo>",
            $"<a:ReplyTo><a:Address>{random.Pick(odd, "http://www.w3.org/2005/08/addressing/anonymous", "http://www.w3.org/2005/08/addressing/none", "urn:x", "")}</a:Address></a:ReplyTo>",
            $"<a:ReplyTo><a:Address>http://www.w3.org/2005/08/addressing/anonymous</a:Address></a:ReplyTo>",
            random.Pick(
                1,
                "<a:Action>urn:x</a:Action>",
                "<a:Action s:mustUnderstand=\"1\" s:relay=\"1\">urn:x</a:Action>",
                "<b:Tenant xmlns:b=\"urn:b\" s:mustUnderstand=\"1\">blue</b:Tenant>",
                "<a:From><a:Address>urn:x</a:Address></a:From>",
                "<a:RelatesTo RelationshipType=\"urn:x\">urn:uuid:" + Uuid + "</a:RelatesTo>",
                "<a:MessageID s:mustUnderstand=\"1\">urn:uuid:" + Uuid + "</a:MessageID>",
                "<!-- -->",
                " ",
                "x",
                "<a:To s:mustUnderstand=\"1\"/>"));

    private string NextAddress(int odd) => random.Pick(
        odd, "urn:x", "net.tcp://localhost:90/a", "http://www.w3.org/2005/08/addressing/anonymous", "", " urn:x ", "urn:&amp;", "urn:&", "urn:]]>", "urn:]]", "urn:>", "urn:\"'", "urn:\u00E9",
        "urn:\u007F", "urn:<![CDATA[x]]>", "urn:<!-- -->x", "no uri", "nouri", "urn:" + new string('x', random.Next(100, 9000)), "HTTP://LOCALHOST/%7e/../x", "urn:x\r\n", "urn:\u0001", "<x/>", "urn:\tx", "//x/y", "/x", "c:\\x", "http://[::1", "http://a:99999/");

    private string NextUuid(int odd) => random.Pick(
        odd, "urn:uuid:" + Uuid, "urn:uuid:" + Uuid.ToUpperInvariant(), "uuid:" + Uuid, "urn:uuid:" + Uuid + "x", "urn:uuid:" + Uuid[1..], " urn:uuid:" + Uuid, "urn:uuid:" + Uuid + " ", "urn:uuid:{" + Uuid + "}", "urn:uuid:" + Uuid.Replace("-", "", StringComparison.Ordinal),
        "urn:uuid:0123abcd-89ab-4cde-8f01-23456789abcg", "urn:uuid:0123abcd-89ab-4cde-8f01_23456789abcd", "", "x", "urn:uuid:" + Uuid.Replace('a', '&'), "urn:uuid:<![CDATA[" + Uuid + "]]>");

    private void AppendPart(StringBuilder text, string name, int odd)
    {
        switch (random.Next(odd * 8))
        {
            case 0:
                return;
            case 1:
                text.Append(random.Pick(1, " ", "<!-- -->", "x", "<more/>", "<more>1</more>", $"<{name}/>", $"<{name}></{name}>", "<?x?>", "<![CDATA[]]>"));
                break;
        }

        var value = name switch
        {
            "text" => NextString(odd),
            "bytes" => random.Pick(odd, "AQIDBA==", "AQID", "AQI=", "AA==", "AB==", "AQJ=", "AQ ID", "AQIDBA= =", "AQIDBA", "AQI", "A", "=", "====", "AQID\n", " AQID", "AQ\r\nID", "AQ&#73;D", "A-_D", "AQID=", "AQID====", "AA==AQID", "A A A A A", "AQIDAQID AQIDAQID", "AQ==    ", "!!!!", "AQIDAQIDAQIDAQID", Convert.ToBase64String(new byte[random.Next(1, 20)]), NextLongBase64(), NextLongBase64(), NextLongBase64(), NextLongBase64()),
            "flag" => random.Pick(odd, "true", "false", "1", "0", "True", "TRUE", " true", "true ", "yes", "", "tru&#101;", "2", "00", "true false"),
            "number" => NextInteger(odd, "7", "-1", "2147483647", "-2147483648", "2147483648", "-2147483649", "9223372036854775808"),
            "large" => NextInteger(odd, "1099511627776", "-9223372036854775808", "9223372036854775807", "9223372036854775808", "-9223372036854775809", "99999999999999999999999"),
            "positive" => NextInteger(odd, "300", "65535", "65536", "-1", "-0"),
            "id" => random.Pick(odd, Uuid, Uuid.ToUpperInvariant(), "{" + Uuid + "}", Uuid.Replace("-", "", StringComparison.Ordinal), Uuid + " ", Uuid + "x", Uuid[1..], "(" + Uuid + ")", "", "urn:uuid:" + Uuid, "00000000-0000-0000-0000-000000000000", "0123abcd-89ab-4cde-8f01-23456789abcg", "{0x0123abcd,0x89ab,0x4cde,{0x8f,0x01,0x23,0x45,0x67,0x89,0xab,0xcd}}"),
            _ => NextInteger(odd, "5"),
        };
        var element = random.Pick(odd * 4, name, name, name.ToUpperInvariant(), "b:" + name, name + "x", name == "text" ? "flag" : "text");
        var attribute = random.Pick(odd * 4, "", " ", " i:nil=\"true\"", " xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\" i:nil=\"true\"", " x=\"1\"", " xmlns=\"urn:other\"", " xmlns=\"urn:plain\"", " xml:space=\"preserve\"", " xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\" i:nil=\"false\"");
        text.Append(CultureInfo.InvariantCulture, $"<{element}{attribute}>{value}</{element}{random.Pick(odd * 8, "", " ", "x")}>");
    }

    private string NextLongBase64()
    {
        var text = Convert.ToBase64String(new byte[random.Next(3) == 0 ? random.Next(16380, 16390) : random.Next(700, 1200)]);
        return text.Insert(random.Next(3) == 0 ? text.Length : random.Next(text.Length), random.Pick(2, "", " ", "\n", "\t", "\r\n", "=", "A", "AAA", "AA==", "-", "&#65;", "<!-- -->", "<![CDATA[AAAA]]>", "    ", "]", ">", "<x/>", "\u00E9", "\0", "\u007F"));
    }

    private string NextInteger(int odd, string usual, params string[] others) => random.Pick(
        odd, [usual, "+5", "-0", "+0", " 5", "5 ", "5\n", "05", "0000000000000000000000000000005", "-00000000000000000000000000000005", "5.", "5.0", ".5", "1e2", "1,000", "0x5", "", "-", "+", "--5", "+-5", "5-", "(5)", "five", "&#53;", "5<!-- -->", "<![CDATA[5]]>", "5<x/>", "5 5", "$5", "1_0", "\u0665", "INF", "true", .. others]);

    private string NextString(int odd) => random.Pick(
        odd, "a text of some words", "x", "", " ", " x", "x ", "x  y", "a\tb", "a\nb", "a\r\nb", "a&lt;b", "a&#9;b", "a>b", "a]]b", "a]]>b", "a\"b", "a'b", "a&b", "&amp;", "&unknown;", "<![CDATA[x]]>", "a<!-- c -->b", "<b/>", "a<b/>c", "\u00E9", "\uFFFD", "\uFFFE",
        "\u0000", "\u0001", "\u007F", "\u0085", "\u2028", "\uD83D\uDE00", "&#xD83D;", "&#x1F600;", "&#0;", new string('x', random.Next(1, 200)), new string('y', random.Next(8100, 8300)), new string('z', random.Next(1000, 2000)) + random.Pick(1, "", " ", "\t\n", "\r\n", "]", "]]", "]]>", ">", "&lt;", "<x/>", "<!-- -->", "<![CDATA[x]]>", "\u00E9", "\0") + random.Pick(2, "", "x", new string('z', 1100)), new string('\u00E9', random.Next(1, 100)), "a&#10;b", "<?pi?>");
}
