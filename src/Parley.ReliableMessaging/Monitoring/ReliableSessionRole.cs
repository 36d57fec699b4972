namespace Parley;

/// <summary>Which side of a reliable session is here.</summary>
public enum ReliableSessionRole
{
    /// <summary>The side that has opened the session.</summary>
    Client,

    /// <summary>The side that was asked for it.</summary>
    Service,
}
