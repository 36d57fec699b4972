namespace Parley;

/// <summary>The timeouts that a binding hands to the channels made from it. WCF documentation: IDefaultCommunicationTimeouts.</summary>
public interface IDefaultCommunicationTimeouts
{
    /// <summary>How long an open may take. Default one minute.</summary>
    TimeSpan OpenTimeout { get; }

    /// <summary>How long a close may take. Default one minute.</summary>
    TimeSpan CloseTimeout { get; }

    /// <summary>How long a send, and on a client a whole call, may take. Default one minute.</summary>
    TimeSpan SendTimeout { get; }

    /// <summary>How long a session may be idle at the service. Default ten minutes.</summary>
    TimeSpan ReceiveTimeout { get; }
}
