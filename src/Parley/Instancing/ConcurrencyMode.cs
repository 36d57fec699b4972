namespace Parley;

/// <summary>How many calls an instance context takes at once. WCF documentation: ConcurrencyMode.</summary>
public enum ConcurrencyMode
{
    /// <summary>One call at a time; the next message of the same session is not read until the call is done.</summary>
    Single,

    /// <summary>One call at a time, but the instance is free for others while the call waits for a call of its own.</summary>
    Reentrant,

    /// <summary>Any number of calls at once; the service object guards itself.</summary>
    Multiple,
}
