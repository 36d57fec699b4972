using System.Globalization;
using System.Xml;

namespace Parley.Channels;

/// <summary>The exceptions of the encoders' quotas. Each names the setting and its value.</summary>
internal static class QuotaExceeded
{
    public static CommunicationException ReceivedMessageSize(long maxReceivedMessageSize) => Create(string.Create(
        CultureInfo.InvariantCulture,
        $"The message is larger than {maxReceivedMessageSize} bytes, the most that may be received. To allow larger messages, raise MaxReceivedMessageSize of the binding."));

    public static CommunicationException SentMessageSize(int maxMessageSize) => Create(string.Create(
        CultureInfo.InvariantCulture,
        $"The message is larger than {maxMessageSize} bytes, the most that may be sent. To allow larger messages, raise MaxBufferSize or MaxReceivedMessageSize of the binding, or send less at once."));

    public static CommunicationException HeaderSize(int maxSizeOfHeaders) => Create(string.Create(
        CultureInfo.InvariantCulture,
        $"The message's headers are larger than {maxSizeOfHeaders} bytes, the most that may be buffered. To allow larger headers, raise MaxBufferSize of the binding."));

    public static CommunicationException SessionSize(int maxSessionSize) => Create(string.Create(
        CultureInfo.InvariantCulture,
        $"The strings of the binary session dictionary are larger than {maxSessionSize} bytes. To allow more, raise MaxSessionSize of the BinaryMessageEncodingBindingElement; the sender's must not be larger than the receiver's."));

    public static CommunicationException MtomBufferSize(int maxBufferSize) => Create(string.Create(
        CultureInfo.InvariantCulture,
        $"Reading the MTOM message needs more than {maxBufferSize} bytes of buffer, for MIME headers or for parts that come before they are used. To allow more, raise MaxBufferSize of the MtomMessageEncodingBindingElement."));

    public static XmlException ArrayLength(int maxArrayLength) => new(string.Create(
        CultureInfo.InvariantCulture,
        $"A byte array in the message is longer than the maximum array length quota ({maxArrayLength}). To allow longer arrays, raise MaxArrayLength of the ReaderQuotas."));

    public static XmlException StringContentLength(int maxStringContentLength) => new(string.Create(
        CultureInfo.InvariantCulture,
        $"A string in the message is longer than the maximum string content length quota ({maxStringContentLength}). To allow longer strings, raise MaxStringContentLength of the ReaderQuotas."));

    private static CommunicationException Create(string message) => new(message, new QuotaExceededException(message));
}
