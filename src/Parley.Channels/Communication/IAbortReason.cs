namespace Parley.Channels;

/// <summary>A channel that tells its peer why it is aborted.</summary>
internal interface IAbortReason
{
    /// <summary>The reason in words that a stranger may read; to be set before Abort. Null for none in particular.</summary>
    string? AbortReason { set; }
}
