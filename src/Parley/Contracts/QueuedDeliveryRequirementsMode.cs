namespace Parley;

/// <summary>Whether a contract needs, takes or refuses queued delivery. Source: WCF documentation, QueuedDeliveryRequirementsMode.</summary>
public enum QueuedDeliveryRequirementsMode
{
    /// <summary>Queued and direct delivery are both fine. The default.</summary>
    Allowed,

    /// <summary>The binding must deliver through a queue.</summary>
    Required,

    /// <summary>The binding must not deliver through a queue.</summary>
    NotAllowed,
}
