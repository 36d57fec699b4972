namespace Parley.Channels;

/// <summary>The most bytes that one message may have, and the setting that says so.</summary>
internal readonly record struct HttpQuota(long MaxSize, string Setting)
{
    /// <summary>What a buffered message may have: the smaller of the two settings, and never more than an array.</summary>
    public static HttpQuota OfBufferedMessages(HttpTransportBindingElement element) =>
        element.MaxBufferSize < element.MaxReceivedMessageSize
            ? new HttpQuota(Math.Min(element.MaxBufferSize, Array.MaxLength), nameof(element.MaxBufferSize))
            : new HttpQuota(Math.Min(element.MaxReceivedMessageSize, Array.MaxLength), nameof(element.MaxReceivedMessageSize));

    public CommunicationException Exceeded()
    {
        var message = $"The message is larger than {MaxSize} bytes, the value of {Setting}. If such messages are expected, raise {Setting} of the binding or of its transport element.";
        return new CommunicationException(message, new QuotaExceededException(message));
    }
}
