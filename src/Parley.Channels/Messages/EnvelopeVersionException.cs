namespace Parley.Channels;

/// <summary>The envelope is of another version of SOAP than the endpoint's. Answered with the fault VersionMismatch.</summary>
internal sealed class EnvelopeVersionException(MessageVersion expected, string actualNamespace)
    : ProtocolException(
        $"The message's envelope is of the namespace '{actualNamespace}', but this endpoint expects {expected.Envelope}. "
        + "Give client and service bindings with the same message version."), IFaultSource
{
    public Message CreateFaultMessage(MessageVersion version) => WellKnownFaults.VersionMismatch(version);
}
