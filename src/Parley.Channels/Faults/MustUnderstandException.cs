namespace Parley.Channels;

/// <summary>A header that must be understood was not. Answered with the fault MustUnderstand.</summary>
internal sealed class MustUnderstandException : CommunicationException, IFaultSource
{
    private readonly IReadOnlyList<MessageHeaderInfo> _headers;

    /// <param name="headers">The headers that were not understood; at least one.</param>
    public MustUnderstandException(IReadOnlyList<MessageHeaderInfo> headers)
        : base(WellKnownFaults.MustUnderstandReason(headers))
        => _headers = headers;

    public Message CreateFaultMessage(MessageVersion version) => WellKnownFaults.MustUnderstand(version, _headers);
}
