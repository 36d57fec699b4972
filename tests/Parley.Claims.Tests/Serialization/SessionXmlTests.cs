using System.Security.Claims;
using System.Xml;
using Parley.Claims.Serialization;
using Parley.IdentityModel.Tokens;

namespace Parley.Claims.Tests.Serialization;

/// <summary>The binary XML beside the platform's own reader and writer.</summary>
public sealed class SessionXmlTests
{
    private static readonly XmlDictionary s_dictionary = Dictionary();

    [Fact]
    public void Texts_of_every_length_have_the_records_that_the_platform_s_writer_chooses()
    {
        foreach (var letter in new[] { "x", "é", "€", "😀", "x€", "xx€" })
        {
            for (var length = 0; length <= 300; length++)
            {
                var text = string.Concat(Enumerable.Repeat(letter, length));
                using var attribute = new SessionXmlWriter();
                attribute.StartElement(SessionName.Claim);
                attribute.Attribute(SessionName.Value, text);
                attribute.EndElement();
                using var element = new SessionXmlWriter();
                element.Element(SessionName.Claim, text);

                Assert.True(attribute.Written.SequenceEqual(ByPlatform(text, asAttribute: true)), $"{length} times {letter} as an attribute");
                Assert.True(element.Written.SequenceEqual(ByPlatform(text, asAttribute: false)), $"{length} times {letter} as a content");
            }
        }
    }

    [Fact]
    public void Random_tokens_are_read_by_the_platform_s_reader_and_by_ours_to_what_was_written()
    {
        var random = new Random(4711);
        for (var round = 0; round < 300; round++)
        {
            var token = RandomTokens.Next(random);
            using var writer = new SessionXmlWriter();
            SessionTokenWriter.Write(writer, token);
            var bytes = writer.Written.ToArray();

            using var platform = XmlDictionaryReader.CreateBinaryReader(bytes, 0, bytes.Length, s_dictionary, XmlDictionaryReaderQuotas.Max);
            var xml = new XmlDocument();
            xml.Load(platform);
            Assert.Equal(token.Id, xml.DocumentElement!.SelectSingleNode("Id")!.InnerText);
            Assert.Equal(
                token.ClaimsPrincipal.Identities.SelectMany(static identity => identity.Claims).Select(static claim => claim.Value),
                xml.SelectNodes("/SessionToken/ClaimsPrincipal/Identities/Identity/ClaimCollection/Claim/@Value")!.Cast<XmlNode>().Select(static node => node.Value!));
            RandomTokens.AssertEqual(token, SessionTokenReader.Read(bytes));
        }
    }

    [Fact]
    public void A_cut_or_changed_content_is_an_XmlException_or_another_token_and_nothing_else()
    {
        var token = RandomTokens.Next(new Random(5));
        using var writer = new SessionXmlWriter();
        SessionTokenWriter.Write(writer, token);
        var bytes = writer.Written.ToArray();
        RandomTokens.AssertEqual(token, SessionTokenReader.Read(bytes));

        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.Throws<XmlException>(() => SessionTokenReader.Read(bytes.AsSpan(0, length)));
        }

        for (var at = 0; at < bytes.Length; at++)
        {
            for (var value = 0; value < 256; value += 51)
            {
                var changed = bytes.ToArray();
                changed[at] = (byte)value;
                var exception = Record.Exception(() => SessionTokenReader.Read(changed));
                Assert.True(exception is null or XmlException, $"{exception}");
            }
        }
    }

    [Fact]
    public void A_text_in_very_many_records_costs_time_in_proportion_to_its_size()
    {
        using var writer = new SessionXmlWriter();
        SessionTokenWriter.Write(writer, new SessionSecurityToken(new ClaimsPrincipal(), "x"));
        var bytes = writer.Written.ToArray();
        byte[] before = [NbfxRecord.ShortDictionaryElement, (int)SessionName.Context * 2];
        var at = bytes.AsSpan().IndexOf(before) + before.Length;
        byte[] many = [.. bytes[..at], .. Enumerable.Repeat(NbfxRecord.OneText, 1_000_000), NbfxRecord.EndElement, .. bytes[(at + 3)..]];

        Assert.Equal(1_000_000, SessionTokenReader.Read(many).Context!.Length);
    }

    private static byte[] ByPlatform(string text, bool asAttribute)
    {
        using var bytes = new MemoryStream();
        using (var writer = XmlDictionaryWriter.CreateBinaryWriter(bytes, s_dictionary, null, ownsStream: false))
        {
            s_dictionary.TryLookup("Claim", out var claim);
            s_dictionary.TryLookup("Value", out var value);
            writer.WriteStartElement(claim!, XmlDictionaryString.Empty);
            if (asAttribute)
            {
                writer.WriteAttributeString(value!, XmlDictionaryString.Empty, text);
            }
            else
            {
                writer.WriteString(text);
            }

            writer.WriteEndElement();
        }

        return bytes.ToArray();
    }

    private static XmlDictionary Dictionary()
    {
        var dictionary = new XmlDictionary();
        for (var at = 0; at <= (int)SessionName.ReferenceModeTrue; at++)
        {
            dictionary.Add(at == 22 ? string.Empty : Enum.IsDefined((SessionName)at) ? ((SessionName)at).ToString() : $"unused{at}");
        }

        return dictionary;
    }
}
