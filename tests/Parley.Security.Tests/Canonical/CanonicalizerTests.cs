using System.Security.Cryptography;
using System.Text;
using System.Xml;

namespace Parley.Security.Tests.Canonical;

public class CanonicalizerTests
{
    [Theory]
    [MemberData(nameof(Recording.All), MemberType = typeof(Recording))]
    public void The_bytes_that_WCF_digested_are_canonical(string conversation)
    {
        foreach (var (name, form) in Recording.Load(conversation).CanonicalForms)
        {
            Assert.True(form.AsSpan().SequenceEqual(Forms.Canonicalize(form)), $"{name}: {Encoding.UTF8.GetString(Forms.Canonicalize(form))}");
        }
    }

    [Theory]
    [MemberData(nameof(Recording.OverHttp), MemberType = typeof(Recording))]
    public void What_WCF_digested_comes_out_of_its_messages(string conversation)
    {
        var recording = Recording.Load(conversation);
        var found = new HashSet<string>();
        foreach (var document in recording.Messages.Values.Concat(recording.Decrypted.Values))
        {
            using var reader = Forms.Read(document);
            for (var position = 0; reader.Read(); position++)
            {
                if (reader.NodeType == XmlNodeType.Element)
                {
                    using var at = Forms.Read(document);
                    for (var i = 0; i <= position; i++)
                    {
                        at.Read();
                    }

                    found.Add(Encoding.UTF8.GetString(Forms.Canonicalize(at)));
                }
            }
        }

        // A SAML assertion was digested without its own signature, which stands within it.
        var missing = recording.CanonicalForms
            .Where(form => !found.Contains(Encoding.UTF8.GetString(form.Value)) && form.Value.AsSpan().IndexOf("Assertion "u8) is < 0 or > 8)
            .ToList();
        Assert.True(missing.Count == 0, string.Join('\n', missing.Select(form => form.Key + " " + Encoding.UTF8.GetString(form.Value))));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1000)]
    [InlineData(2000)]
    [InlineData(3000)]
    public void Generated_documents_have_the_form_that_the_platform_makes(int first)
    {
        for (var number = first; number < first + 250; number++)
        {
            var xml = GeneratedXml.Create(number);
            Compare(number, xml, null);
            Compare(number, xml, GeneratedXml.PrefixList(number));
        }

        static void Compare(int number, string xml, string? prefixList)
        {
            var expected = Forms.CanonicalizePickedByPlatform(xml, prefixList);
            var actual = Forms.CanonicalizePicked(xml, prefixList);
            var same = expected.AsSpan().CommonPrefixLength(actual);
            Assert.True(expected == actual, $"{number} with '{prefixList}'\n{xml}\nexpected …{expected.AsSpan(Math.Max(same - 40, 0))}\nactual …{actual.AsSpan(Math.Max(same - 40, 0))}");
        }
    }

    [Fact]
    public void Attributes_are_sorted_by_code_points_of_the_namespace_and_then_of_the_name()
    {
        const string Xml = "<e xmlns:b=\"urn:\uFFFD\" xmlns:a=\"urn:\U0001F600\" a:y=\"1\" b:z=\"2\" \uAC00=\"3\" ä=\"4\" Z=\"5\" a=\"6\" xml:lang=\"7\" pick=\"\" />";
        Assert.Equal(
            "<e xmlns:a=\"urn:\U0001F600\" xmlns:b=\"urn:\uFFFD\" Z=\"5\" a=\"6\" pick=\"\" ä=\"4\" \uAC00=\"3\" xml:lang=\"7\" b:z=\"2\" a:y=\"1\"></e>",
            Forms.CanonicalizePicked(Xml));
    }

    [Fact]
    public void A_form_is_put_together_from_several_readers()
    {
        using var envelope = Forms.Read("<s:Body xmlns:s=\"urn:s\" xmlns:u=\"urn:u\" u:Id=\"_0\"><secret /></s:Body>"u8.ToArray());
        using var content = Forms.Read("<x xmlns:s=\"urn:s\" xmlns:u=\"urn:u\"><s:a u:Id=\"1\">text</s:a> <b xmlns=\"urn:b\" />tail</x>"u8.ToArray());
        using var bytes = new PooledBytes();
        using var canonicalizer = Canonicalizer.Rent();
        envelope.MoveToContent();
        content.MoveToContent();
        content.ReadStartElement();
        canonicalizer.Start(bytes);
        canonicalizer.AddStartTag(envelope);
        canonicalizer.AddContent(content);
        canonicalizer.AddEndTag();
        canonicalizer.Finish();
        Assert.Equal(
            "<s:Body xmlns:s=\"urn:s\" xmlns:u=\"urn:u\" u:Id=\"_0\"><s:a u:Id=\"1\">text</s:a> <b xmlns=\"urn:b\"></b>tail</s:Body>",
            Encoding.UTF8.GetString(bytes.Span));
        Assert.Equal(XmlNodeType.EndElement, content.NodeType);
    }

    [Fact]
    public void Binary_XML_has_the_form_of_its_text()
    {
        using var stream = new MemoryStream();
        using (var writer = XmlDictionaryWriter.CreateBinaryWriter(stream, null, null, ownsStream: false))
        {
            writer.WriteStartElement("p", "e", "urn:p");
            writer.WriteAttributeString("n", null, "1");
            writer.WriteElementString("i", "urn:i", "");
            writer.WriteStartElement("v");
            writer.WriteValue(-17);
            writer.WriteEndElement();
            writer.WriteStartElement("v");
            writer.WriteBase64([1, 2, 3, 4], 0, 4);
            writer.WriteEndElement();
            writer.WriteStartElement("v");
            writer.WriteValue(new Guid("01234567-89ab-cdef-0123-456789abcdef"));
            writer.WriteEndElement();
            writer.WriteStartElement("v");
            writer.WriteValue(true);
            writer.WriteEndElement();
            writer.WriteElementString("v", "ü\U0001F600");
            writer.WriteEndElement();
        }

        using var reader = XmlDictionaryReader.CreateBinaryReader(stream.ToArray(), XmlDictionaryReaderQuotas.Max);
        reader.MoveToContent();
        Assert.Equal(
            "<p:e xmlns:p=\"urn:p\" n=\"1\"><i xmlns=\"urn:i\"></i><v>-17</v><v>AQIDBA==</v><v>01234567-89ab-cdef-0123-456789abcdef</v><v>true</v><v>ü\U0001F600</v></p:e>",
            Encoding.UTF8.GetString(Forms.Canonicalize(reader)));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    public void Long_text_of_characters_of_all_lengths_comes_through_whole(int start)
    {
        var text = new string('x', start) + string.Concat(Enumerable.Repeat("é€\U0001F600&amp;", 20_000));
        var form = Encoding.UTF8.GetString(Forms.Canonicalize(Encoding.UTF8.GetBytes($"<e a=\"{text}\">{text}</e>")));
        Assert.Equal($"<e a=\"{text}\">{text}</e>", form);
    }

    [Fact]
    public void What_ends_within_an_element_has_no_form()
    {
        Assert.Throws<XmlException>(() => Forms.Canonicalize("<a><b>"u8.ToArray()));
        Assert.Throws<XmlException>(() => Forms.Canonicalize("<!DOCTYPE a><a/>"u8.ToArray()));

        // What was left of the failure does not come into the next form.
        Assert.Equal("<c></c>", Encoding.UTF8.GetString(Forms.Canonicalize("<c/>"u8.ToArray())));
    }

    [Fact]
    public void A_prefix_list_of_too_many_prefixes_is_refused()
    {
        Assert.NotNull(InclusivePrefixes.Parse(string.Join(' ', Enumerable.Range(0, 64).Select(i => $"p{i}"))));
        Assert.Throws<XmlException>(() => InclusivePrefixes.Parse(string.Join(' ', Enumerable.Range(0, 65).Select(i => $"p{i}"))));
        Assert.Null(InclusivePrefixes.Parse("  \n"));
    }

    [Fact]
    public void A_form_can_be_digested_while_it_is_made()
    {
        var xml = Encoding.UTF8.GetBytes($"<e>{new string('x', 100_000)}</e>");
        using var sink = new DigestSink(DigestAlgorithm.Sha256);
        using var canonicalizer = Canonicalizer.Rent();
        for (var i = 0; i < 2; i++)
        {
            using var reader = Forms.Read(xml);
            reader.MoveToContent();
            canonicalizer.Canonicalize(reader, sink);
            var digest = new byte[32];
            Assert.Equal(32, sink.Complete(digest));
            Assert.Equal(SHA256.HashData(xml), digest);
        }
    }
}
