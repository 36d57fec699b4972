using System.Collections.ObjectModel;

namespace Parley;

/// <summary>A collection of objects of which no two have the same type, found by type. WCF documentation: KeyedByTypeCollection&lt;TItem&gt;.</summary>
/// <typeparam name="TItem">The items' common type.</typeparam>
public class KeyedByTypeCollection<TItem> : KeyedCollection<Type, TItem>
{
    /// <summary>Creates an empty collection.</summary>
    public KeyedByTypeCollection()
        : base(null, 4)
    {
    }

    /// <summary>Creates a collection of items.</summary>
    /// <param name="items">The items, no two of one type.</param>
    /// <exception cref="ArgumentException">Two items have the same type.</exception>
    public KeyedByTypeCollection(IEnumerable<TItem> items)
        : base(null, 4)
    {
        ArgumentNullException.ThrowIfNull(items);
        foreach (var item in items)
        {
            Add(item);
        }
    }

    /// <summary>The first item of a type.</summary>
    /// <typeparam name="T">The type, or a base or interface of it.</typeparam>
    /// <returns>The item; the type's default (null) when there is none.</returns>
    public T? Find<T>() => Items.OfType<T>().FirstOrDefault();

    /// <summary>All items of a type, in order.</summary>
    /// <typeparam name="T">The type, or a base or interface of it.</typeparam>
    public Collection<T> FindAll<T>() => new([.. Items.OfType<T>()]);

    /// <summary>Removes and returns the first item of a type.</summary>
    /// <typeparam name="T">The type, or a base or interface of it.</typeparam>
    /// <returns>The item; the type's default (null) when there is none.</returns>
    public T? Remove<T>()
    {
        foreach (var item in Items)
        {
            if (item is T found)
            {
                Remove(item);
                return found;
            }
        }

        return default;
    }

    /// <summary>Removes and returns all items of a type.</summary>
    /// <typeparam name="T">The type, or a base or interface of it.</typeparam>
    public Collection<T> RemoveAll<T>()
    {
        var found = FindAll<T>();
        foreach (var item in found)
        {
            Remove((TItem)(object)item!);
        }

        return found;
    }

    /// <inheritdoc/>
    protected override Type GetKeyForItem(TItem item)
    {
        ArgumentNullException.ThrowIfNull(item);
        return item.GetType();
    }

    /// <inheritdoc/>
    protected override void InsertItem(int index, TItem item)
    {
        ArgumentNullException.ThrowIfNull(item);
        if (Contains(item.GetType()))
        {
            throw new ArgumentException($"The collection has an item of type {item.GetType()} already. Remove that one first.", nameof(item));
        }

        base.InsertItem(index, item);
    }
}
