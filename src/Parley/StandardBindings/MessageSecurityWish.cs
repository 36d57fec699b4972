using Parley.Security;

namespace Parley;

/// <summary>What the settings of a standard binding say of its message security.</summary>
internal sealed record MessageSecurityWish
{
    /// <summary>The binding, for messages.</summary>
    public required string Binding { get; init; }

    /// <summary>How the client proves itself.</summary>
    public required MessageCredentialType ClientCredentialType { get; init; }

    /// <summary>Whether the client asks the service for its certificate. Does not count over a transport that shows it.</summary>
    public required bool Negotiates { get; init; }

    /// <summary>Whether the calls of a channel share a secure session.</summary>
    public required bool HasSession { get; init; }

    /// <summary>Whether the transport protects the messages, and these have only the client's credential.</summary>
    public required bool OverTransport { get; init; }

    /// <summary>Whether a reliable session stands above: then a session outlives its connection.</summary>
    public required bool IsReliable { get; init; }

    public required SecurityAlgorithmSuite AlgorithmSuite { get; init; }

    public required MessageSecurityVersion Version { get; init; }
}
