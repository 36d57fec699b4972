namespace Parley;

/// <summary>When a call ends the life of the service object, apart from that of its instance context. WCF documentation: ReleaseInstanceMode.</summary>
public enum ReleaseInstanceMode
{
    /// <summary>The object lives as long as its instance context.</summary>
    None = 0,

    /// <summary>The object is released before the call, which gets a new one.</summary>
    BeforeCall = 1,

    /// <summary>The object is released after the call's reply.</summary>
    AfterCall = 2,

    /// <summary>Both: the object serves this one call.</summary>
    BeforeAndAfterCall = 3,
}
