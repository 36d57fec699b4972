namespace Parley;

/// <summary>Whether messages are held in memory as a whole or flow piece by piece. WCF documentation: TransferMode.</summary>
public enum TransferMode
{
    /// <summary>Requests and replies are held in memory as a whole. The default.</summary>
    Buffered,

    /// <summary>Requests and replies flow.</summary>
    Streamed,

    /// <summary>Requests flow; replies are held in memory as a whole.</summary>
    StreamedRequest,

    /// <summary>Requests are held in memory as a whole; replies flow.</summary>
    StreamedResponse,
}
