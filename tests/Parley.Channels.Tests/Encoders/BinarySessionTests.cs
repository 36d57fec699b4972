using System.Text;
using System.Xml;

namespace Parley.Channels.Tests.Encoders;

public class BinarySessionTests
{
    private static readonly XmlDictionary _strings = new();

    private static Message Named(params string[] names) => EncoderTesting.CreateMessage(MessageVersion.Default, writer =>
    {
        writer.WriteStartElement("root");
        foreach (var name in names)
        {
            writer.WriteStartElement(null, _strings.Add(name), XmlDictionaryString.Empty);
            writer.WriteEndElement();
        }

        writer.WriteEndElement();
    });

    private static string[] Names(Message message)
    {
        using var reader = message.GetReaderAtBodyContents();
        reader.ReadStartElement("root");
        var names = new List<string>();
        while (reader.NodeType == XmlNodeType.Element)
        {
            names.Add(reader.LocalName);
            reader.Skip();
        }

        return [.. names];
    }

    [Fact]
    public void A_string_travels_once_in_front_of_the_message_that_first_has_it()
    {
        var sender = EncoderTesting.Binary().CreateSessionEncoder();
        var receiver = EncoderTesting.Binary().CreateSessionEncoder();

        var first = EncoderTesting.Write(sender, Named("alpha", "beta", "alpha"));
        var second = EncoderTesting.Write(sender, Named("beta", "gamma"));
        var third = EncoderTesting.Write(sender, Named("gamma", "alpha"));

        Assert.Equal((byte[])[11, 5, .. "alpha"u8, 4, .. "beta"u8], first[..12]);
        Assert.Equal((byte[])[6, 5, .. "gamma"u8], second[..7]);
        Assert.Equal(0, third[0]);
        Assert.Equal(["alpha", "beta", "alpha"], EncoderTesting.Read(receiver, first, Names));
        Assert.Equal(["beta", "gamma"], EncoderTesting.Read(receiver, second, Names));
        Assert.Equal(["gamma", "alpha"], EncoderTesting.Read(receiver, third, Names));
    }

    [Fact]
    public void An_earlier_message_can_still_be_read_after_a_later_one_brought_strings()
    {
        var sender = EncoderTesting.Binary(maxSessionSize: 1 << 20).CreateSessionEncoder();
        var receiver = EncoderTesting.Binary(maxSessionSize: 1 << 20).CreateSessionEncoder();
        var buffers = new CountingBufferManager();
        var first = receiver.ReadMessage(buffers.Lend(EncoderTesting.Write(sender, Named("one", "two"))), buffers);
        string[] many = [.. Enumerable.Range(0, 5000).Select(i => $"name{i}")];

        var second = receiver.ReadMessage(buffers.Lend(EncoderTesting.Write(sender, Named(many))), buffers);

        Assert.Equal(["one", "two"], Names(first));
        Assert.Equal(many, Names(second));
        Assert.Equal([many[4999], many[0], "one"], EncoderTesting.Read(receiver, EncoderTesting.Write(sender, Named(many[4999], many[0], "one")), Names));
        first.Close();
        second.Close();
        Assert.Equal(0, buffers.Outstanding);
    }

    [Fact]
    public void A_string_that_does_not_fit_is_written_literally_and_so_are_all_new_ones_after_it()
    {
        // Each string takes its length and one byte for it.
        var sender = EncoderTesting.Binary(maxSessionSize: 10).CreateSessionEncoder();
        var receiver = EncoderTesting.Binary(maxSessionSize: 10).CreateSessionEncoder();

        var first = EncoderTesting.Write(sender, Named("abcdef", "ghijkl", "m"));
        var second = EncoderTesting.Write(sender, Named("n", "abcdef"));

        Assert.Equal(7, first[0]);
        Assert.Equal(0, second[0]);
        Assert.Equal(["abcdef", "ghijkl", "m"], EncoderTesting.Read(receiver, first, Names));
        Assert.Equal(["n", "abcdef"], EncoderTesting.Read(receiver, second, Names));
    }

    [Fact]
    public void Strings_that_fill_the_session_exactly_are_accepted()
    {
        var sender = EncoderTesting.Binary(maxSessionSize: 8).CreateSessionEncoder();
        var receiver = EncoderTesting.Binary(maxSessionSize: 8).CreateSessionEncoder();

        var bytes = EncoderTesting.Write(sender, Named("abc", "def"));

        Assert.Equal(8, bytes[0]);
        Assert.Equal(["abc", "def"], EncoderTesting.Read(receiver, bytes, Names));
    }

    [Fact]
    public void A_sender_that_exceeds_the_receivers_session_size_is_an_error_that_names_the_setting()
    {
        var sender = EncoderTesting.Binary(maxSessionSize: 4096).CreateSessionEncoder();
        var receiver = EncoderTesting.Binary().CreateSessionEncoder();

        var exception = EncoderTesting.ReadFails<CommunicationException>(receiver, EncoderTesting.Write(sender, Named(new string('x', 2047))));

        Assert.IsType<QuotaExceededException>(exception.InnerException);
        Assert.Contains("MaxSessionSize", exception.Message, StringComparison.Ordinal);
        Assert.Contains("2048", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Strings_of_a_message_that_failed_go_with_the_next_one()
    {
        var sender = EncoderTesting.Binary().CreateSessionEncoder();
        var receiver = EncoderTesting.Binary().CreateSessionEncoder();
        var buffers = new CountingBufferManager();
        Assert.Throws<CommunicationException>(() => sender.WriteMessage(Named("alpha", "beta", new string('c', 300)), 200, buffers));

        var next = EncoderTesting.Write(sender, Named("beta"));

        Assert.Equal(0, buffers.Outstanding);
        Assert.Equal(["beta"], EncoderTesting.Read(receiver, next, Names));
    }

    [Theory]
    [InlineData("")]
    [InlineData("80")]
    [InlineData("05")]
    [InlineData("0203616263")]
    [InlineData("FFFFFFFF0F")]
    [InlineData("0301C328")]
    [InlineData("0302C32856")]
    public void A_malformed_string_block_is_refused(string hex) =>
        EncoderTesting.ReadFails<XmlException>(EncoderTesting.Binary().CreateSessionEncoder(), Convert.FromHexString(hex));

    [Fact]
    public void An_unknown_string_is_refused()
    {
        var sender = EncoderTesting.Binary().CreateSessionEncoder();
        EncoderTesting.Write(sender, Named("alpha"));
        var second = EncoderTesting.Write(sender, Named("alpha"));

        EncoderTesting.ReadFails<XmlException>(EncoderTesting.Binary().CreateSessionEncoder(), second);
    }

    [Fact]
    public async Task A_session_encoder_refuses_streams()
    {
        var encoder = EncoderTesting.Binary().CreateSessionEncoder();
        using var stream = new MemoryStream();

        await Assert.ThrowsAsync<NotSupportedException>(async () => await encoder.ReadMessageAsync(stream, 1000, null));
        await Assert.ThrowsAsync<NotSupportedException>(async () => await encoder.WriteMessageAsync(Named(), stream));
    }

    [Fact]
    public void Strings_are_counted_in_utf8()
    {
        var sender = EncoderTesting.Binary(maxSessionSize: 6).CreateSessionEncoder();
        var receiver = EncoderTesting.Binary(maxSessionSize: 6).CreateSessionEncoder();

        var bytes = EncoderTesting.Write(sender, Named("épé", "b"));

        Assert.Equal((byte[])[6, 5, .. Encoding.UTF8.GetBytes("épé")], bytes[..7]);
        Assert.Equal(["épé", "b"], EncoderTesting.Read(receiver, bytes, Names));
    }
}
