using System.Text;
using System.Xml;
using Parley.Claims.Serialization;

namespace Parley.Claims.Tests.Serialization;

/// <summary>The text that is recognised byte by byte means what an XML reader finds in it.</summary>
public sealed class SessionTokenTextTests
{
    [Theory]
    [MemberData(nameof(RecordedToken.Names), MemberType = typeof(RecordedToken))]
    public void Recorded_elements_are_recognised_and_mean_the_same(string name)
    {
        foreach (var file in new[] { "6-handler-writetoken.deflate-rsaenc-rsasign.xml", "7-handler-writetoken.referencemode.xml" })
        {
            var bytes = RecordedToken.Load(name).Bytes(file);

            AssertSame(bytes, Assert.IsType<SessionTokenElement>(SessionTokenText.TryRead(bytes)));
        }
    }

    [Fact]
    public void Written_elements_are_recognised_and_mean_the_same()
    {
        var random = new Random(3);
        for (var round = 0; round < 200; round++)
        {
            var token = RandomTokens.Next(random);
            var cookie = round % 3 == 0 ? null : new byte[random.Next(100)];
            var bytes = SessionTokenElement.Write(token, cookie, SessionTokenNames.Cookie, SessionTokenNames.CookieNamespace);
            var isUsual = token.ContextId.ToString().StartsWith("urn:uuid:", StringComparison.Ordinal) && cookie is not [];

            var element = SessionTokenText.TryRead(bytes);

            Assert.True(element is not null || !isUsual);
            if (element is not null)
            {
                AssertSame(bytes, element);
            }
        }
    }

    [Fact]
    public void What_is_recognised_of_a_changed_text_means_what_the_XML_reader_finds_in_it()
    {
        var bytes = RecordedToken.Load("one-identity").Bytes("6-handler-writetoken.deflate-rsaenc-rsasign.xml");
        var recognised = 0;
        for (var at = 0; at < bytes.Length; at++)
        {
            foreach (var value in "<>&\"'=/A9 \t"u8)
            {
                var changed = bytes.ToArray();
                changed[at] = value;
                if (SessionTokenText.TryRead(changed) is { } element)
                {
                    recognised++;
                    AssertSame(changed, element);
                }
            }
        }

        Assert.InRange(recognised, 1, int.MaxValue);
    }

    private static void AssertSame(byte[] bytes, SessionTokenElement element)
    {
        using var reader = XmlReader.Create(new StringReader(Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF')));
        reader.MoveToContent();
        var expected = SessionTokenElement.Read(reader, SessionTokenNames.Cookie, SessionTokenNames.CookieNamespace);
        Assert.Equal(expected.ContextId, element.ContextId);
        Assert.Equal(expected.KeyGeneration, element.KeyGeneration);
        Assert.Equal(expected.Cookie, element.Cookie);
    }
}
