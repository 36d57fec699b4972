namespace Parley.LoadBench;

/// <summary>One caller: it makes one call after another, each a full round trip.</summary>
internal interface ICaller : IAsyncDisposable
{
    /// <summary>Makes one call and checks its answer.</summary>
    ValueTask CallAsync();

    /// <summary>Waits until all that was said has arrived, where a call does not wait for that itself.</summary>
    ValueTask DrainAsync() => default;
}
