using System.Runtime.Serialization;
using Parley.Channels;

namespace Parley.Formatting;

/// <summary>A request whose body does not fit its operation. It is the sender's fault, and as a fault exception it is what the service
/// answers: code <c>Sender</c>, subcode <c>DeserializationFailed</c>. Source: WCF documentation, Sending and Receiving Faults.</summary>
internal sealed class DeserializationFailedException : FaultException
{
    internal DeserializationFailedException(string operation, Exception cause)
        : base(
            new FaultReason($"The request of the operation '{operation}' could not be read.{Detail(cause)}"),
            FaultCode.CreateSenderFaultCode("DeserializationFailed", DispatcherNamespace),
            DispatcherNamespace + "/fault")
    {
        Cause = cause;
    }

    private const string DispatcherNamespace = "http://schemas.microsoft.com/net/2005/12/windowscommunicationfoundation/dispatcher";

    /// <summary>What the reader or the serializer threw. For logs, and for faults of a service that shows its exceptions.</summary>
    internal Exception Cause { get; }

    // Texts of readers may quote the message, and those of others may tell about the service: only ours go out.
    private static string Detail(Exception cause) =>
        cause is SerializationException ? " " + cause.Message
        : MalformedBody.Describe("It", null, cause) is { Length: > 0 } quota ? " " + quota
        : string.Empty;
}
