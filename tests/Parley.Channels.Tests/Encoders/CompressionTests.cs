using System.IO.Compression;
using System.Xml;

namespace Parley.Channels.Tests.Encoders;

public class CompressionTests
{
    private static MessageEncoderFactory Create(CompressionFormat format, long maxReceivedMessageSize = 65536)
    {
        var element = new BinaryMessageEncodingBindingElement { CompressionFormat = format, ReaderQuotas = XmlDictionaryReaderQuotas.Max };
        element.UseTransport(new StubTransport { MaxReceivedMessageSize = maxReceivedMessageSize });
        return element.CreateMessageEncoderFactory();
    }

    private static Message Zeros(int size) => EncoderTesting.CreateMessage(MessageVersion.Default, writer =>
    {
        writer.WriteStartElement("x");
        writer.WriteBase64(new byte[size], 0, size);
        writer.WriteEndElement();
    });

    [Fact]
    public void The_content_type_names_the_format()
    {
        Assert.Equal("application/soap+msbin1", Create(CompressionFormat.None).Encoder.ContentType);
        Assert.Equal("application/soap+msbin1+gzip", Create(CompressionFormat.GZip).Encoder.ContentType);
        Assert.Equal("application/soap+msbin1+deflate", Create(CompressionFormat.Deflate).Encoder.ContentType);
        Assert.Equal("application/soap+msbinsession1", Create(CompressionFormat.None).CreateSessionEncoder().ContentType);
        Assert.Equal("application/soap+msbinsession1+gzip", Create(CompressionFormat.GZip).CreateSessionEncoder().ContentType);
        Assert.Equal("application/soap+msbinsession1+deflate", Create(CompressionFormat.Deflate).CreateSessionEncoder().ContentType);
    }

    [Fact]
    public void Both_sides_of_a_session_have_to_agree()
    {
        var gzip = Create(CompressionFormat.GZip).CreateSessionEncoder();

        Assert.True(gzip.IsContentTypeSupported("Application/SOAP+msbinsession1+GZIP"));
        Assert.False(gzip.IsContentTypeSupported("application/soap+msbinsession1"));
        Assert.False(gzip.IsContentTypeSupported("application/soap+msbinsession1+deflate"));
        Assert.False(Create(CompressionFormat.None).CreateSessionEncoder().IsContentTypeSupported("application/soap+msbinsession1+gzip"));
    }

    [Fact]
    public void A_single_message_may_come_uncompressed()
    {
        var gzip = Create(CompressionFormat.GZip).Encoder;
        var plain = EncoderTesting.Write(Create(CompressionFormat.None).Encoder, Zeros(100));

        Assert.True(gzip.IsContentTypeSupported("application/soap+msbin1"));
        Assert.Equal(100, EncoderTesting.Read(gzip, plain, EncoderTesting.ReadBytes, "application/soap+msbin1").Length);
        Assert.False(Create(CompressionFormat.None).Encoder.IsContentTypeSupported("application/soap+msbin1+gzip"));
    }

    [Fact]
    public void The_bytes_are_those_of_the_format()
    {
        var expected = EncoderTesting.Write(Create(CompressionFormat.None).Encoder, Zeros(1000));

        var gzip = new MemoryStream(EncoderTesting.Write(Create(CompressionFormat.GZip).Encoder, Zeros(1000)));
        var deflate = new MemoryStream(EncoderTesting.Write(Create(CompressionFormat.Deflate).Encoder, Zeros(1000)));

        Assert.Equal(expected, ReadAll(new GZipStream(gzip, CompressionMode.Decompress)));
        Assert.Equal(expected, ReadAll(new DeflateStream(deflate, CompressionMode.Decompress)));
    }

    [Theory]
    [InlineData(CompressionFormat.GZip)]
    [InlineData(CompressionFormat.Deflate)]
    public async Task A_message_that_decompresses_beyond_the_limit_is_refused(CompressionFormat format)
    {
        var bomb = EncoderTesting.Write(Create(format, 1 << 26).Encoder, Zeros(50_000_000));
        Assert.True(bomb.Length < 1_000_000);

        var exception = EncoderTesting.ReadFails<CommunicationException>(Create(format).Encoder, bomb);
        Assert.IsType<QuotaExceededException>(exception.InnerException);
        Assert.Contains("MaxReceivedMessageSize", exception.Message, StringComparison.Ordinal);

        var message = await Create(format).Encoder.ReadMessageAsync(new TrickleStream(bomb), 65536, null);
        Assert.IsType<QuotaExceededException>(
            Assert.Throws<CommunicationException>(() => EncoderTesting.ReadBytes(message)).InnerException);
        message.Close();
    }

    [Theory]
    [InlineData(CompressionFormat.GZip)]
    [InlineData(CompressionFormat.Deflate)]
    public void Bytes_that_are_not_compressed_are_an_xml_error(CompressionFormat format)
    {
        var encoder = Create(format).Encoder;

        EncoderTesting.ReadFails<XmlException>(encoder, "this is not compressed at all"u8);
        EncoderTesting.ReadFails<XmlException>(encoder, []);
        var valid = EncoderTesting.Write(encoder, Zeros(1000));
        EncoderTesting.ReadFails<XmlException>(encoder, valid.AsSpan(0, valid.Length / 2));
    }

    [Fact]
    public void A_compressed_message_larger_than_may_be_sent_is_not_written()
    {
        var buffers = new CountingBufferManager();
        var content = new byte[20_000];
        new Random(1).NextBytes(content);
        var message = EncoderTesting.CreateMessage(MessageVersion.Default, writer =>
        {
            writer.WriteStartElement("x");
            writer.WriteBase64(content, 0, content.Length);
            writer.WriteEndElement();
        });

        Assert.Throws<CommunicationException>(() => Create(CompressionFormat.GZip).Encoder.WriteMessage(message, 20_300, buffers, 6));
        Assert.Equal(0, buffers.Outstanding);
    }

    private static byte[] ReadAll(Stream stream)
    {
        var all = new MemoryStream();
        stream.CopyTo(all);
        return all.ToArray();
    }
}
