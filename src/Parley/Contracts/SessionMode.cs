namespace Parley;

/// <summary>Whether a contract needs, takes or refuses channels that carry a session. Source: WCF documentation, SessionMode.</summary>
public enum SessionMode
{
    /// <summary>The contract works with and without a session. The default.</summary>
    Allowed,

    /// <summary>The contract needs a binding that gives a session.</summary>
    Required,

    /// <summary>The contract must not see a session.</summary>
    NotAllowed,
}
