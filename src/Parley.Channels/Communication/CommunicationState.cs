namespace Parley;

/// <summary>The life of a communication object. WCF documentation: CommunicationState.</summary>
public enum CommunicationState
{
    /// <summary>Made and still configurable; not in use.</summary>
    Created,

    /// <summary>On the way from <see cref="Created"/> to <see cref="Opened"/>.</summary>
    Opening,

    /// <summary>Ready for use.</summary>
    Opened,

    /// <summary>On the way to <see cref="Closed"/>.</summary>
    Closing,

    /// <summary>Done. The object cannot be used again.</summary>
    Closed,

    /// <summary>Failed beyond repair. Only <see cref="ICommunicationObject.Abort"/> is of use.</summary>
    Faulted,
}
