using System.Collections;
using System.Collections.ObjectModel;

namespace Parley;

/// <summary>A thread-safe collection of extensions that attaches and detaches them. WCF documentation: ExtensionCollection&lt;T&gt;.</summary>
/// <typeparam name="T">The kind of object that is extended.</typeparam>
/// <param name="owner">The object that is extended.</param>
public sealed class ExtensionCollection<T>(T owner) : IExtensionCollection<T>
    where T : class, IExtensibleObject<T>
{
    private readonly Lock _lock = new();
    private IExtension<T>[] _items = [];

    /// <inheritdoc/>
    public int Count => _items.Length;

    /// <inheritdoc/>
    public bool IsReadOnly => false;

    /// <inheritdoc/>
    public void Add(IExtension<T> item)
    {
        ArgumentNullException.ThrowIfNull(item);
        item.Attach(owner);
        lock (_lock)
        {
            _items = [.. _items, item];
        }
    }

    /// <inheritdoc/>
    public bool Remove(IExtension<T> item)
    {
        lock (_lock)
        {
            var index = Array.IndexOf(_items, item);
            if (index < 0)
            {
                return false;
            }

            _items = [.. _items[..index], .. _items[(index + 1)..]];
        }

        item.Detach(owner);
        return true;
    }

    /// <inheritdoc/>
    public void Clear()
    {
        IExtension<T>[] removed;
        lock (_lock)
        {
            removed = _items;
            _items = [];
        }

        foreach (var item in removed)
        {
            item.Detach(owner);
        }
    }

    /// <inheritdoc/>
    public bool Contains(IExtension<T> item) => Array.IndexOf(_items, item) >= 0;

    /// <inheritdoc/>
    public void CopyTo(IExtension<T>[] array, int arrayIndex) => _items.CopyTo(array, arrayIndex);

    /// <inheritdoc/>
    public E? Find<E>()
    {
        foreach (var item in _items)
        {
            if (item is E found)
            {
                return found;
            }
        }

        return default;
    }

    /// <inheritdoc/>
    public Collection<E> FindAll<E>() => new([.. _items.OfType<E>()]);

    /// <inheritdoc/>
    public IEnumerator<IExtension<T>> GetEnumerator() => ((IEnumerable<IExtension<T>>)_items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
