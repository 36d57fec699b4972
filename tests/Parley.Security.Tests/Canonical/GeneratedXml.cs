using System.Globalization;
using System.Text;

namespace Parley.Security.Tests.Canonical;

/// <summary>Documents with all that makes canonical forms differ: the same ones for the same number.</summary>
internal sealed class GeneratedXml
{
    private static readonly string[] Prefixes = ["", "a", "b", "c", "Z", "_x", "é"];
    // Nothing from U+E000 on: the platform sorts it behind surrogates, against the specification.
    private static readonly string[] Namespaces = ["urn:1", "urn:2", "http://z.example/?a=1&amp;b=2", "urn:é", "urn:\U0001F600"];
    private static readonly string[] Names = ["e", "item", "Z", "ä", "\uAC00"];
    private static readonly string[] Texts =
    [
        "text", " ", "\n  ", "\r\n", "\r", "\t", "&lt;", "&amp;", "&gt;", ">", "&quot;", "&apos;", "'", "\"", "&#xD;", "&#13;&#10;", "&#x9;",
        "ü€", "\U0001F600", "&#x1F600;", "<![CDATA[<raw> & \r\n]]>", "<![CDATA[]]>", "<!-- comment -->",
    ];

    private static readonly string[] Values =
    [
        "value", " ", "&#x9;", "&#xA;", "&#xD;", "\t", "\r\n", "&lt;", ">", "&amp;", "&quot;", "'", "é", "\U0001F600", "a:b",
    ];

    private static readonly string[] PlainTexts = ["text", " ", "\n  ", "\t", "&lt;", "&amp;", "&gt;", "&quot;", "&apos;", "'", "\"", "&#xD;", "ü€", "\U0001F600"];
    private static readonly string[] PlainValues = ["value", " ", "&#x9;", "&#xA;", "&#xD;", "&lt;", ">", "&amp;", "&quot;", "'", "é", "\U0001F600", "a:b"];

    private readonly bool _isPlain;
    private readonly Random _random;
    private readonly StringBuilder _xml = new();
    private int _elements;
    private int _picked;

    private GeneratedXml(int number, bool isPlain)
    {
        _random = new Random(number);
        _isPlain = isPlain;
    }

    /// <param name="number">Which document.</param>
    /// <param name="isPlain">Whether the document has only what a scanner reads as it is.</param>
    public static string Create(int number, bool isPlain = false)
    {
        var generator = new GeneratedXml(number, isPlain);
        generator._picked = generator._random.Next(4);
        generator.Element([], 0);

        // One that has too few elements is left out.
        return generator._picked < 0 ? generator._xml.ToString() : Create(number + 10_000, isPlain);
    }

    public static string PrefixList(int number)
    {
        var random = new Random(-number - 1);
        return string.Join(' ', Prefixes.Where(_ => random.Next(3) == 0).Select(prefix => prefix.Length == 0 ? "#default" : prefix));
    }

    private void Element(Dictionary<string, string> outer, int depth)
    {
        var scope = new Dictionary<string, string>(outer);
        var pick = _elements++ == _picked;
        if (pick)
        {
            _picked = -1;
        }

        var declarations = new List<string>();
        foreach (var prefix in Prefixes.Where(IsTaken))
        {
            if (_random.Next(4) != 0)
            {
                continue;
            }

            if (prefix.Length == 0 && _random.Next(2) == 0)
            {
                scope.Remove("");
                declarations.Add(" xmlns=\"\"");
                continue;
            }

            scope[prefix] = Namespaces[_random.Next(Namespaces.Length)];
            declarations.Add(prefix.Length == 0 ? $" xmlns=\"{scope[prefix]}\"" : $" xmlns:{prefix}=\"{scope[prefix]}\"");
        }

        var usable = scope.Keys.Append("").ToArray();
        var elementPrefix = usable[_random.Next(usable.Length)];
        var name = (elementPrefix.Length == 0 ? "" : elementPrefix + ":") + Name();
        var attributes = new List<string>();
        var expandedNames = new HashSet<string>();
        for (var i = _random.Next(5); i > 0; i--)
        {
            var prefix = usable[_random.Next(usable.Length)];
            var local = Name();
            if (expandedNames.Add((prefix.Length == 0 ? "" : scope[prefix]) + "}" + local))
            {
                attributes.Add($" {(prefix.Length == 0 ? "" : prefix + ":")}{local}=\"{Some(_isPlain ? PlainValues : Values)}\"");
            }
        }

        if (_random.Next(4) == 0)
        {
            attributes.Add(_random.Next(2) == 0 ? " xml:lang=\"de\"" : " xml:space=\"preserve\"");
        }

        if (pick)
        {
            attributes.Add(string.Create(CultureInfo.InvariantCulture, $" {Forms.Pick}=\"{depth}\""));
        }

        var inTag = declarations.Concat(attributes).ToArray();
        _random.Shuffle(inTag);
        _xml.Append('<').Append(name).Append(string.Concat(inTag));
        if (depth > 0 && _random.Next(8) == 0)
        {
            _xml.Append(" />");
            return;
        }

        _xml.Append('>');
        for (var i = _random.Next(depth < 3 ? 1 : 0, 3); i > 0; i--)
        {
            _xml.Append(Some(_isPlain ? PlainTexts : Texts));
            if (depth < 5)
            {
                Element(scope, depth + 1);
            }

            _xml.Append(Some(_isPlain ? PlainTexts : Texts));
        }

        _xml.Append("</").Append(name).Append('>');
    }

    private bool IsTaken(string name) => !_isPlain || name.All(char.IsAscii);

    private string Name()
    {
        string name;
        do
        {
            name = Names[_random.Next(Names.Length)];
        }
        while (!IsTaken(name));
        return name;
    }

    private string Some(string[] pieces)
    {
        var text = new StringBuilder();
        for (var i = _random.Next(4); i > 0; i--)
        {
            text.Append(pieces[_random.Next(pieces.Length)]);
        }

        return text.ToString();
    }
}
