namespace Parley.Security;

/// <summary>What the parts of one listener for tokens that carry their state share.</summary>
internal sealed class StatefulService : IContextKeys, IDisposable
{
    /// <summary>Protects and verifies messages.</summary>
    public required SessionProtection Protection { get; init; }

    /// <summary>Answers requests for tokens.</summary>
    public required ServiceTrust Trust { get; init; }

    /// <summary>The tokens.</summary>
    public required StatefulContexts Tokens { get; init; }

    /// <summary>The log.</summary>
    public required SessionLog Log { get; init; }

    /// <summary>Where the service listens.</summary>
    public required Uri Address { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>The keys that tokens carry.</summary>
    public IContextKeys Contexts => this;

    KeyVerdict IContextKeys.Lease(ContextName name, byte[]? cookie, out object? owner, out ContextKey? key)
    {
        var context = cookie is null ? null : Tokens.Lease(name, cookie);
        owner = context;
        key = context?.Key;
        return context is null ? KeyVerdict.Unknown : KeyVerdict.Valid;
    }

    public void Dispose()
    {
        Tokens.Dispose();
        Trust.Dispose();
    }
}
