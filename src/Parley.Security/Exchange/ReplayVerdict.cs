namespace Parley.Security;

/// <summary>What <see cref="ReplayCache"/> says of a message.</summary>
internal enum ReplayVerdict
{
    /// <summary>It has not come before.</summary>
    New,

    /// <summary>It has come before.</summary>
    Replayed,

    /// <summary>Nobody knows: the cache is full.</summary>
    Full,
}
