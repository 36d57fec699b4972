namespace Parley.ReliableMessaging;

/// <summary>What an exchange was begun for.</summary>
/// <param name="Kind">The request.</param>
/// <param name="Number">Its message number; 0 where it has none.</param>
internal readonly record struct ExchangeUse(MessageKind Kind, long Number);

/// <summary>The exchanges that an initiator has begun over a transport of requests and responses.</summary>
internal sealed class ExchangeTable
{
    private readonly Dictionary<long, ExchangeUse> _open = [];
    private long _last;

    /// <summary>Exchanges that have not come to an end.</summary>
    public int Count => _open.Count;

    /// <summary>Names a new exchange.</summary>
    public long Begin(MessageKind kind, long number)
    {
        _open.Add(++_last, new(kind, number));
        return _last;
    }

    /// <summary>An exchange has come to an end; false when it had already.</summary>
    public bool TryEnd(long exchange, out ExchangeUse use) => _open.Remove(exchange, out use);

    /// <summary>Forgets them all.</summary>
    public void Clear() => _open.Clear();
}
