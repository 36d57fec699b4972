namespace Parley.Claims.Serialization;

/// <summary>
/// The names of a session token's binary XML: words of the format's own static dictionary. The value is the word's place in it, and its identifier on
/// the wire is twice as large.
/// </summary>
internal enum SessionName
{
    /// <summary>One claim.</summary>
    Claim = 0,

    /// <summary>The root, where the token wraps the security context token of a service.</summary>
    SecurityContextToken = 1,

    /// <summary>The version of the format: 1.</summary>
    Version = 2,

    /// <summary>The namespace of the WS-SecureConversation version.</summary>
    SecureConversationVersion = 3,

    /// <summary>Who issued a claim.</summary>
    Issuer = 4,

    /// <summary>Who issued a claim first.</summary>
    OriginalIssuer = 5,

    /// <summary>All claims of an identity.</summary>
    ClaimCollection = 7,

    /// <summary>The identity that acts for this one.</summary>
    Actor = 8,

    /// <summary>A property of a claim.</summary>
    ClaimProperty = 9,

    /// <summary>All properties of a claim.</summary>
    ClaimProperties = 10,

    /// <summary>A claim's value.</summary>
    Value = 11,

    /// <summary>The type of a claim's value.</summary>
    ValueType = 12,

    /// <summary>An identity's label.</summary>
    Label = 13,

    /// <summary>A claim's type.</summary>
    Type = 14,

    /// <summary>The name of a claim's property.</summary>
    ClaimPropertyName = 16,

    /// <summary>The value of a claim's property.</summary>
    ClaimPropertyValue = 17,

    /// <summary>How an identity was authenticated.</summary>
    AuthenticationType = 18,

    /// <summary>Which claims say an identity's name.</summary>
    NameClaimType = 19,

    /// <summary>Which claims say an identity's roles.</summary>
    RoleClaimType = 20,

    /// <summary>The key of the session.</summary>
    Key = 23,

    /// <summary>From when the token is valid.</summary>
    EffectiveTime = 24,

    /// <summary>Until when the token is valid.</summary>
    ExpiryTime = 25,

    /// <summary>Which key of the session it is.</summary>
    KeyGeneration = 26,

    /// <summary>From when the key is valid.</summary>
    KeyEffectiveTime = 27,

    /// <summary>Until when the key is valid.</summary>
    KeyExpiryTime = 28,

    /// <summary>The token's name in its document.</summary>
    Id = 30,

    /// <summary>The session's identifier.</summary>
    ContextId = 33,

    /// <summary>The root.</summary>
    SessionToken = 34,

    /// <summary>What an identity was made of.</summary>
    BootStrapToken = 36,

    /// <summary>The application's own text.</summary>
    Context = 37,

    /// <summary>All that is said of the user.</summary>
    ClaimsPrincipal = 38,

    /// <summary>One identity.</summary>
    Identity = 41,

    /// <summary>All identities.</summary>
    Identities = 42,

    /// <summary>The account of a Windows identity.</summary>
    WindowsLogonName = 43,

    /// <summary>Marks a token whose cookie outlives the browser.</summary>
    PersistentTrue = 44,

    /// <summary>The policy of a wrapped security context token.</summary>
    SctAuthorizationPolicy = 45,

    /// <summary>Which endpoint the token is for.</summary>
    EndpointId = 47,

    /// <summary>Marks a token that stays at the server.</summary>
    ReferenceModeTrue = 62,
}
