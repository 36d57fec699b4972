using System.Text;
using System.Xml;

namespace Parley.Channels.Tests.Encoders;

/// <summary>What the encoders' tests share.</summary>
internal static class EncoderTesting
{
    public const string Action = "urn:test/action";

    public static readonly XmlDictionaryReaderQuotas WideQuotas = XmlDictionaryReaderQuotas.Max;

    public static MessageEncoderFactory Text(MessageVersion version, Encoding? encoding = null, XmlDictionaryReaderQuotas? quotas = null) =>
        new TextMessageEncodingBindingElement(version, encoding ?? Encoding.UTF8) { ReaderQuotas = quotas ?? WideQuotas }
            .CreateMessageEncoderFactory();

    public static MessageEncoderFactory Mtom(MessageVersion version, Encoding? encoding = null, XmlDictionaryReaderQuotas? quotas = null) =>
        new MtomMessageEncodingBindingElement(version, encoding ?? Encoding.UTF8) { ReaderQuotas = quotas ?? WideQuotas }
            .CreateMessageEncoderFactory();

    public static MessageEncoderFactory Binary(
        MessageVersion? version = null,
        CompressionFormat compression = CompressionFormat.None,
        int maxSessionSize = 2048,
        XmlDictionaryReaderQuotas? quotas = null) => new BinaryMessageEncodingBindingElement
        {
            MessageVersion = version ?? MessageVersion.Default,
            CompressionFormat = compression,
            MaxSessionSize = maxSessionSize,
            ReaderQuotas = quotas ?? WideQuotas,
        }.CreateMessageEncoderFactory();

    public static Message CreateMessage(MessageVersion version, Action<XmlDictionaryWriter> body) =>
        Message.CreateMessage(version, version == MessageVersion.None ? null : Action, new DelegateBodyWriter(body));

    public static byte[] Write(MessageEncoder encoder, Message message, int maxSize = int.MaxValue, int offset = 0)
    {
        var buffers = new CountingBufferManager();
        var written = encoder.WriteMessage(message, maxSize, buffers, offset);
        Assert.True(written.Offset >= offset);
        var bytes = written.ToArray();
        buffers.ReturnBuffer(written.Array!);
        Assert.Equal(0, buffers.Outstanding);
        message.Close();
        return bytes;
    }

    /// <summary>Reads a message and gives what <paramref name="read"/> makes of it, when all buffers are back.</summary>
    public static T Read<T>(MessageEncoder encoder, ReadOnlySpan<byte> bytes, Func<Message, T> read, string? contentType = null)
    {
        var buffers = new CountingBufferManager();
        var message = encoder.ReadMessage(buffers.Lend(bytes, offset: 3), buffers, contentType);
        var result = read(message);
        message.Close();
        Assert.Equal(0, buffers.Outstanding);
        return result;
    }

    public static string ReadText(Message message)
    {
        using var reader = message.GetReaderAtBodyContents();
        return reader.ReadElementContentAsString();
    }

    public static byte[] ReadBytes(Message message)
    {
        using var reader = message.GetReaderAtBodyContents();
        return reader.ReadElementContentAsBase64();
    }

    /// <summary>The failure of reading a message; all buffers have to be back.</summary>
    public static TException ReadFails<TException>(MessageEncoder encoder, ReadOnlySpan<byte> bytes, string? contentType = null)
        where TException : Exception
    {
        var buffers = new CountingBufferManager();
        var segment = buffers.Lend(bytes);
        var exception = Assert.ThrowsAny<TException>(() =>
        {
            var message = encoder.ReadMessage(segment, buffers, contentType);
            try
            {
                using var reader = message.GetReaderAtBodyContents();
                while (reader.Read())
                {
                    _ = reader.Value;
                }
            }
            finally
            {
                message.Close();
            }
        });
        Assert.Equal(0, buffers.Outstanding);
        return exception;
    }
}
