namespace Parley.Channels;

/// <summary>
/// Keeps up to a number of writers for reuse. The one that a thread was the last to give back stays with the thread, as long as it uses no other pool:
/// the next message of the thread finds it without a word to other processors. Safe for use by many threads.
/// </summary>
internal sealed class WriterPool(int maxSize)
{
    [ThreadStatic]
    private static WriterPool? t_owner;

    [ThreadStatic]
    private static OutgoingWriter? t_writer;

    private readonly BoundedPool<OutgoingWriter> _shared = new(maxSize);

    public OutgoingWriter Take()
    {
        if (t_owner == this && t_writer is { } own)
        {
            t_writer = null;
            return own;
        }

        return _shared.Take() ?? new OutgoingWriter();
    }

    public void Return(OutgoingWriter writer)
    {
        if (maxSize == 0)
        {
            return;
        }

        if (t_writer is { } other)
        {
            t_owner!._shared.Return(other);
        }

        t_writer = writer;
        t_owner = this;
    }
}
