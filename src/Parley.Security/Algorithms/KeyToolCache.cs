using System.Runtime.CompilerServices;

namespace Parley.Security;

/// <summary>
/// Keeps what has been set up with keys for the next time: that of the keys that are in use, and no more than a fixed number in all, so that the
/// keys of idle sessions hold nothing. What is taken belongs to the taker alone until it is given back. Thread-safe.
/// </summary>
internal static class KeyToolCache
{
    // In pairs.
    private const int Slots = 1024;

    private static readonly KeyTool?[] _tools = new KeyTool?[Slots];

    /// <summary>Takes what has been set up with a key.</summary>
    /// <returns>Null when there is nothing.</returns>
    public static KeyTool? Take(SecretKey key, KeyToolKind kind)
    {
        var slot = SlotOf(key, kind);
        return TakeFrom(slot, key, kind) ?? TakeFrom(slot ^ 1, key, kind);
    }

    /// <summary>Gives it back. What stood in its place is disposed.</summary>
    public static void Return(KeyTool tool)
    {
        var slot = SlotOf(tool.Key, tool.Kind);
        if (Volatile.Read(ref _tools[slot]) is not null && Volatile.Read(ref _tools[slot ^ 1]) is null)
        {
            slot ^= 1;
        }

        Interlocked.Exchange(ref _tools[slot], tool)?.Dispose();
        if (tool.Key.IsDisposed)
        {
            Forget(tool.Key, tool.Kind);
        }
    }

    /// <summary>Disposes what has been set up with a key.</summary>
    public static void Forget(SecretKey key)
    {
        for (var kind = KeyToolKind.Aes; kind <= KeyToolKind.HmacSha256; kind++)
        {
            Forget(key, kind);
        }
    }

    private static void Forget(SecretKey key, KeyToolKind kind)
    {
        while (Take(key, kind) is { } tool)
        {
            tool.Dispose();
        }
    }

    private static KeyTool? TakeFrom(int slot, SecretKey key, KeyToolKind kind)
    {
        var tool = Volatile.Read(ref _tools[slot]);
        return tool is not null && tool.Key == key && tool.Kind == kind && Interlocked.CompareExchange(ref _tools[slot], null, tool) == tool ? tool : null;
    }

    private static int SlotOf(SecretKey key, KeyToolKind kind) =>
        (int)(((uint)RuntimeHelpers.GetHashCode(key) * 0x9E3779B9u + ((uint)kind * 0x85EBCA6Bu)) >> 22);
}
