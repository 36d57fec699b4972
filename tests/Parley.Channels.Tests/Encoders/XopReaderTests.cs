using System.Text;
using System.Xml;

namespace Parley.Channels.Tests.Encoders;

public sealed class XopReaderTests
{
    [Fact]
    public void A_long_text_is_copied_piece_by_piece()
    {
        using var reader = Open(new string('x', 100_000));
        reader.Read();
        reader.Read();
        Assert.True(reader.CanReadValueChunk);
        var piece = new char[256];
        var total = 0;
        while (reader.NodeType == XmlNodeType.Text)
        {
            while (reader.ReadValueChunk(piece, 0, piece.Length) is > 0 and var count)
            {
                total += count;
            }

            reader.Read();
        }

        Assert.Equal(100_000, total);
    }

    [Theory]
    [InlineData(8192, true)]
    [InlineData(8193, false)]
    public void A_text_that_is_read_whole_keeps_to_MaxStringContentLength(int length, bool isTaken)
    {
        using var reader = Open(new string('x', length));
        reader.Read();
        if (isTaken)
        {
            Assert.Equal(length, reader.ReadElementContentAsString().Length);
            return;
        }

        var exception = Assert.Throws<XmlException>(() => reader.ReadElementContentAsString());
        Assert.Contains("8192", exception.Message, StringComparison.Ordinal);
    }

    private static XopReader Open(string text) =>
        new(XmlDictionaryReader.CreateTextReader(new MemoryStream(Encoding.UTF8.GetBytes($"<a>{text}</a>")), new XmlDictionaryReaderQuotas { MaxStringContentLength = 8192 }), null!);
}
