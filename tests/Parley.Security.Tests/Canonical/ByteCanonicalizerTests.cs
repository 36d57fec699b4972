using System.Text;
using System.Xml;

namespace Parley.Security.Tests.Canonical;

/// <summary>What a scanner takes as it came has the form that the platform gives it; everything else is normalised first, and has it then.</summary>
public class ByteCanonicalizerTests
{
    [Fact]
    public void Plain_documents_have_the_platform_s_form()
    {
        for (var number = 0; number < 1500; number++)
        {
            var xml = GeneratedXml.Create(number, isPlain: true);
            foreach (var prefixes in new[] { null, GeneratedXml.PrefixList(number) })
            {
                var form = Picked(Encoding.UTF8.GetBytes(xml), isNormalized: false, prefixes);
                Assert.True(form == Forms.CanonicalizePickedByPlatform(xml, prefixes), $"{number} with '{prefixes}'\n{xml}\nform\n{form}");
            }
        }
    }

    [Fact]
    public void All_documents_have_the_platform_s_form_once_they_are_normalised()
    {
        for (var number = 0; number < 1500; number++)
        {
            var xml = GeneratedXml.Create(number);
            using var normalized = new PooledBytes();
            using (var reader = Forms.Read(Encoding.UTF8.GetBytes(xml)))
            {
                reader.MoveToContent();
                PlainXml.Normalize(reader, normalized, isReadElsewhere: false);
            }

            foreach (var prefixes in new[] { null, GeneratedXml.PrefixList(number) })
            {
                var form = Picked(normalized.Span.ToArray(), isNormalized: true, prefixes);
                Assert.True(form == Forms.CanonicalizePickedByPlatform(xml, prefixes), $"{number} with '{prefixes}'\n{xml}\nform\n{form}");
            }
        }
    }

    [Fact]
    public void What_a_scanner_takes_of_changed_documents_the_platform_s_reader_takes_and_means_the_same()
    {
        const string Pieces = "<>&\"'=/ \t\nxmlns:aeb!?-[];#]\r\0é";
        var random = new Random(7);
        var taken = 0;
        for (var number = 0; number < 12_000; number++)
        {
            var xml = Encoding.UTF8.GetBytes(GeneratedXml.Create(number % 300, isPlain: true));
            for (var changes = random.Next(1, 3); changes > 0; changes--)
            {
                var place = random.Next(xml.Length);
                xml = random.Next(4) switch
                {
                    0 => [.. xml[..place], .. xml[(place + 1)..]],
                    1 => [.. xml[..place], .. Encoding.UTF8.GetBytes(Pieces.Substring(random.Next(Pieces.Length), 1)), .. xml[place..]],
                    2 => [.. xml[..place], (byte)random.Next(256), .. xml[(place + 1)..]],
                    _ => [.. xml[..place], .. xml.AsSpan(random.Next(xml.Length)).ToArray().Take(random.Next(12)), .. xml[place..]],
                };
            }

            if (Whole(xml) is not { } form)
            {
                continue;
            }

            taken++;
            string expected;
            try
            {
                expected = Encoding.UTF8.GetString(Forms.Canonicalize(xml));
            }
            catch (XmlException exception)
            {
                Assert.Fail($"{number}: {exception.Message}\n{Encoding.UTF8.GetString(xml)}");
                throw;
            }

            Assert.True(expected == form, $"{number}\n{Encoding.UTF8.GetString(xml)}\nexpected\n{expected}\nform\n{form}");
        }

        Assert.InRange(taken, 1_500, 11_500);
    }

    [Theory]
    [InlineData("<!DOCTYPE a><a/>")]
    [InlineData("<a><!-- comment --></a>")]
    [InlineData("<a><![CDATA[b]]></a>")]
    [InlineData("<a><?b?></a>")]
    [InlineData("<?xml version='1.0'?><a/>")]
    [InlineData("<a>]]></a>")]
    [InlineData("<a>></a>")]
    [InlineData("<a>&#65;</a>")]
    [InlineData("<a>&b;</a>")]
    [InlineData("<a>&</a>")]
    [InlineData("<a>\r</a>")]
    [InlineData("<a>\u0001</a>")]
    [InlineData("<a>\uFFFE</a>")]
    [InlineData("<a b=\"\t\"/>")]
    [InlineData("<a b=\"&apos;\"/>")]
    [InlineData("<a b='\"'/>")]
    [InlineData("<a b=\"<\"/>")]
    [InlineData("<a b=\"1\" b=\"2\"/>")]
    [InlineData("<a xmlns:p=\"urn:1\" xmlns:q=\"urn:1\" p:b=\"1\" q:b=\"2\"/>")]
    [InlineData("<a b=\"1\"c=\"2\"/>")]
    [InlineData("<a b/>")]
    [InlineData("<a xmlns:p=\"\"/>")]
    [InlineData("<a xmlns:p=\"urn:1\" xmlns:p=\"urn:1\"/>")]
    [InlineData("<a xmlns:xml=\"urn:1\"/>")]
    [InlineData("<a xmlns=\"http://www.w3.org/2000/xmlns/\"/>")]
    [InlineData("<p:a/>")]
    [InlineData("<a p:b=\"1\"/>")]
    [InlineData("<a :b=\"1\"/>")]
    [InlineData("<1a/>")]
    [InlineData("<é/>")]
    [InlineData("<a></b>")]
    [InlineData("<a></ab>")]
    [InlineData("<a></a")]
    [InlineData("<a")]
    [InlineData("< a/>")]
    [InlineData("<a><b></a></b>")]
    public void A_scanner_leaves_to_the_platform(string xml) => Assert.Null(Whole(Encoding.UTF8.GetBytes(xml)));

    [Fact]
    public void Bytes_that_are_no_UTF_8_are_not_plain()
    {
        Assert.NotNull(Whole([.. "<a>é</a>"u8]));
        Assert.Null(Whole([.. "<a>"u8, 0xC3, .. "</a>"u8]));
        Assert.Null(Whole([.. "<a>"u8, 0xED, 0xA0, 0x80, .. "</a>"u8]));
    }

    [Fact]
    public void More_prefixes_at_once_than_any_sender_needs_are_refused_without_long_work()
    {
        Assert.NotNull(Whole(Declaring(256)));
        Assert.Null(Whole(Declaring(257)));
        using var reader = Forms.Read(Declaring(257));
        using var normalized = new PooledBytes();
        reader.MoveToContent();
        Assert.Throws<XmlException>(() => PlainXml.Normalize(reader, normalized, isReadElsewhere: false));

        static byte[] Declaring(int count) => Encoding.UTF8.GetBytes($"<a{string.Concat(Enumerable.Range(0, count).Select(i => $" xmlns:p{i}=\"urn:{i}\""))}></a>");
    }

    [Fact]
    public void Elements_within_elements_without_end_are_left_to_the_platform()
    {
        Assert.NotNull(Whole(Nested(1024)));
        Assert.Null(Whole(Nested(1025)));

        static byte[] Nested(int depth) => Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("<a>", depth)) + string.Concat(Enumerable.Repeat("</a>", depth)));
    }

    [Fact]
    public void Many_attributes_are_sorted_as_by_the_platform_and_none_may_be_there_twice()
    {
        foreach (var count in (int[])[1, 11, 12, 13, 14, 60, 512])
        {
            // The numbers in an order of their own: 509 is a prime.
            var names = Enumerable.Range(0, count).Select(i => (i * 509 % 1021) is var number && i % 3 == 0 ? $"p:a{number}" : i % 3 == 1 ? $"q:a{number}" : $"a{number}").ToArray();
            var sorted = names.OrderBy(name => name[0] switch { 'a' => 0, 'q' => 1, _ => 2 }).ThenBy(name => name[(name.IndexOf(':', StringComparison.Ordinal) + 1)..], StringComparer.Ordinal);
            Assert.Equal($"<a{Declared(names)}{Text(sorted)}></a>", Whole(Element(names)));
            Assert.Null(Whole(Element([.. names, names[count / 2]])));
        }

        Assert.Null(Whole(Element([.. Enumerable.Range(0, 513).Select(i => $"a{i}")])));

        static string Declared(string[] names) =>
            (names.Any(name => name[0] == 'p') ? " xmlns:p=\"urn:2\"" : "") + (names.Any(name => name[0] == 'q') ? " xmlns:q=\"urn:1\"" : "");

        static string Text(IEnumerable<string> names) => string.Concat(names.Select(name => $" {name}=\"1\""));

        static byte[] Element(string[] names) => Encoding.UTF8.GetBytes($"<a xmlns:p=\"urn:2\" xmlns:q=\"urn:1\"{Text(names)}></a>");
    }

    // The form of a document that is plain; null for any other.
    private static string? Whole(byte[] xml)
    {
        var scanner = new XmlScanner();
        var canonicalizer = new ByteCanonicalizer();
        using var form = new PooledBytes();
        scanner.Start(xml, 0, xml.Length, isNormalized: false);
        canonicalizer.Start(form);
        return PlainXml.IsPlain(xml) && scanner.TryReadStartTag() && canonicalizer.AddElement(scanner) && scanner.Position == xml.Length && scanner.Depth == 0
            ? Encoding.UTF8.GetString(form.Span)
            : null;
    }

    private static string Picked(byte[] xml, bool isNormalized, string? prefixList)
    {
        var scanner = new XmlScanner();
        var canonicalizer = new ByteCanonicalizer();
        using var form = new PooledBytes();
        using var unused = new PooledBytes();
        scanner.Start(xml, 0, xml.Length, isNormalized);
        while (true)
        {
            var text = xml.AsSpan(scanner.Position).IndexOf((byte)'<');
            Assert.True(text >= 0);
            scanner.Position += text;
            if (scanner.IsAtEndTag)
            {
                Assert.True(scanner.TryReadEndTag());
                continue;
            }

            Assert.True(scanner.TryReadStartTag(), $"At {scanner.Position} of {Encoding.UTF8.GetString(xml)}");
            if (scanner.TryGetAttribute("pick"u8, [], out _))
            {
                canonicalizer.Start(form, InclusivePrefixes.Parse(prefixList));
                Assert.True(canonicalizer.AddElement(scanner), Encoding.UTF8.GetString(xml));
                return Encoding.UTF8.GetString(form.Span);
            }

            if (scanner.IsEmpty)
            {
                scanner.Leave();
            }
        }
    }
}
