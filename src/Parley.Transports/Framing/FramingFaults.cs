namespace Parley.Channels.Framing;

/// <summary>The faults of a connection, and what they mean to the client. [MC-NMF] section 2.2.5; WCF documentation: exceptions of net.tcp.</summary>
internal static class FramingFaults
{
    /// <summary>The longest fault that a client reads, in bytes.</summary>
    public const int MaxFaultBytes = 256;

    private const string Base = "http://schemas.microsoft.com/ws/2006/05/framing/faults/";

    public const string ContentTypeInvalid = Base + "ContentTypeInvalid";
    public const string ContentTypeTooLong = Base + "ContentTypeTooLong";
    public const string ConnectionDispatchFailed = Base + "ConnectionDispatchFailed";
    public const string EndpointNotFound = Base + "EndpointNotFound";
    public const string EndpointUnavailable = Base + "EndpointUnavailable";
    public const string MaxMessageSizeExceeded = Base + "MaxMessageSizeExceededFault";
    public const string ServerTooBusy = Base + "ServerTooBusy";
    public const string ServiceActivationFailed = Base + "ServiceActivationFailed";
    public const string UnsupportedMode = Base + "UnsupportedMode";
    public const string UnsupportedVersion = Base + "UnsupportedVersion";
    public const string UpgradeInvalid = Base + "UpgradeInvalid";
    public const string ViaTooLong = Base + "ViaTooLong";

    /// <summary>The exception that a client throws for a fault.</summary>
    /// <param name="fault">The fault's URI, as it came.</param>
    /// <param name="via">Where the client was connecting to.</param>
    /// <param name="contentType">What the client wanted to send.</param>
    public static CommunicationException ToException(string fault, Uri via, string contentType) =>
        fault switch
        {
            ContentTypeInvalid => new ProtocolException(
                $"The service at '{via}' does not take the content type '{contentType}'. Use the same message encoding on both sides."),
            ContentTypeTooLong => Quota($"The content type '{contentType}' is longer than the service at '{via}' allows."),
            ConnectionDispatchFailed => new CommunicationException(
                $"The service at '{via}' could not take the connection over from the port sharing service."),
            EndpointNotFound => new EndpointNotFoundException(
                $"There is no endpoint listening at '{via}'. Check the address; the service may not be running."),
            EndpointUnavailable => new EndpointNotFoundException($"The endpoint '{via}' is there but not ready; it may be closing."),
            MaxMessageSizeExceeded => Quota(
                $"A message is larger than the service at '{via}' allows. Raise MaxReceivedMessageSize (and MaxBufferSize, where it is smaller) on the service's binding, or send less."),
            ServerTooBusy => new ServerTooBusyException(
                $"The service at '{via}' has no room for another session now. Try again later, or raise its throttles and MaxConnections."),
            ServiceActivationFailed => new ServiceActivationException($"The service at '{via}' could not be started. Its log has the reason."),
            UnsupportedMode => new ProtocolException(
                $"The service at '{via}' does not take this transfer mode. Set the same TransferMode (buffered or streamed) on both sides."),
            UnsupportedVersion => new ProtocolException($"The service at '{via}' does not speak version 1.0 of framing."),
            UpgradeInvalid => new ProtocolException(
                $"The service at '{via}' and this client do not agree on transport security. Set the same security mode and credential type on both sides."),
            ViaTooLong => Quota($"The address '{via}' is longer than the service allows."),
            _ => new ProtocolException($"The service at '{via}' refused with the unknown framing fault '{fault}'."),
        };

    private static CommunicationException Quota(string message) => new(message, new QuotaExceededException(message));
}
