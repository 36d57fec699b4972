namespace Parley.Channels;

/// <summary>
/// Reads a channel to its end, and works on each item that it brings on the thread that brings it. The next item is waited for before that: the
/// work on one does not hold up the others, even when a service's code runs within it.
/// </summary>
/// <typeparam name="TItem">What the channel brings.</typeparam>
/// <param name="receive">Waits for the next item; null when there will be no more.</param>
/// <param name="take">Works on an item. Must not throw.</param>
internal sealed class ItemPump<TItem>(Func<ValueTask<TItem?>> receive, Func<TItem, ValueTask> take)
    where TItem : class
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Reads until there is no more. Throws what a receive threw.</summary>
    public Task RunAsync()
    {
        _ = ReadAsync(receive());
        return _ended.Task;
    }

    private async Task ReadAsync(ValueTask<TItem?> receiving)
    {
        TItem? item;
        try
        {
            item = await receiving.ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            _ended.TrySetException(exception);
            return;
        }

        if (item is null)
        {
            _ended.TrySetResult();
            return;
        }

        try
        {
            ReadNext(receive());
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            _ended.TrySetException(exception);
        }

        await take(item).ConfigureAwait(false);
    }

    private void ReadNext(ValueTask<TItem?> receiving)
    {
        if (!receiving.IsCompleted)
        {
            _ = ReadAsync(receiving);
            return;
        }

        ThreadPool.UnsafeQueueUserWorkItem(
            static state => _ = state.Pump.ReadAsync(state.Receiving), (Pump: this, Receiving: receiving), preferLocal: false);
    }
}
