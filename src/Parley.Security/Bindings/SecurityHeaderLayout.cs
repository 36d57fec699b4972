namespace Parley.Channels;

/// <summary>The order of the elements of a security header. WS-SecurityPolicy 1.2, section 6.7. WCF documentation: SecurityHeaderLayout.</summary>
public enum SecurityHeaderLayout
{
    /// <summary>Each element stands before those that refer to it, so that a receiver needs one pass. The default.</summary>
    Strict,

    /// <summary>Any order.</summary>
    Lax,

    /// <summary>Any order, the timestamp first.</summary>
    LaxTimestampFirst,

    /// <summary>Any order, the timestamp last.</summary>
    LaxTimestampLast,
}
