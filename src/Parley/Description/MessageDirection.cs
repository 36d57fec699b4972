namespace Parley.Description;

/// <summary>Which way a message goes, seen from the service. Source: WCF documentation, MessageDirection.</summary>
public enum MessageDirection
{
    /// <summary>To the service; in a callback operation, to the client.</summary>
    Input,

    /// <summary>From the service; in a callback operation, from the client.</summary>
    Output,
}
