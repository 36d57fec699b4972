using System.Threading.Tasks.Sources;

namespace Parley.Microbenchmarks.Memory;

/// <summary>Hands one thing at a time from who has it to who waits for it, on the thread of who has it, without allocating.</summary>
internal sealed class Slot<T> : IValueTaskSource<T?>
    where T : class
{
    private ManualResetValueTaskSourceCore<T?> _core;

    /// <summary>Waits for the next thing; null at the end.</summary>
    public ValueTask<T?> TakeAsync() => new(this, _core.Version);

    public void Put(T? item) => _core.SetResult(item);

    public void Fail(Exception exception) => _core.SetException(exception);

    T? IValueTaskSource<T?>.GetResult(short token)
    {
        try
        {
            return _core.GetResult(token);
        }
        finally
        {
            _core.Reset();
        }
    }

    ValueTaskSourceStatus IValueTaskSource<T?>.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource<T?>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);
}
