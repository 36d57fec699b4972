using System.Collections.ObjectModel;

namespace Parley.Channels;

/// <summary>The elements of a binding, the one nearest to the service first, the transport last. WCF documentation: BindingElementCollection.</summary>
public class BindingElementCollection : Collection<BindingElement>
{
    /// <summary>Creates an empty collection.</summary>
    public BindingElementCollection()
    {
    }

    /// <summary>Creates a collection of elements.</summary>
    /// <param name="elements">The elements.</param>
    public BindingElementCollection(params BindingElement[] elements)
        : this((IEnumerable<BindingElement>)elements)
    {
    }

    /// <summary>Creates a collection of elements.</summary>
    /// <param name="elements">The elements.</param>
    public BindingElementCollection(IEnumerable<BindingElement> elements)
    {
        ArgumentNullException.ThrowIfNull(elements);
        AddRange([.. elements]);
    }

    /// <summary>Adds several elements.</summary>
    /// <param name="elements">The elements.</param>
    public void AddRange(params BindingElement[] elements)
    {
        ArgumentNullException.ThrowIfNull(elements);
        foreach (var element in elements)
        {
            Add(element);
        }
    }

    /// <summary>Makes a collection of copies of the elements.</summary>
    public BindingElementCollection Clone()
    {
        var clone = new BindingElementCollection();
        foreach (var element in this)
        {
            clone.Add(element.Clone());
        }

        return clone;
    }

    /// <summary>Tells whether there is an element of a type.</summary>
    /// <param name="bindingElementType">The type, or a base or interface of it.</param>
    public bool Contains(Type bindingElementType)
    {
        ArgumentNullException.ThrowIfNull(bindingElementType);
        return Items.Any(bindingElementType.IsInstanceOfType);
    }

    /// <summary>The first element of a type.</summary>
    /// <typeparam name="T">The type, or a base or interface of it.</typeparam>
    /// <returns>The element; null when there is none.</returns>
    public T? Find<T>() => Items.OfType<T>().FirstOrDefault();

    /// <summary>All elements of a type, in order.</summary>
    /// <typeparam name="T">The type, or a base or interface of it.</typeparam>
    public Collection<T> FindAll<T>() => new([.. Items.OfType<T>()]);

    /// <summary>Removes and returns the first element of a type.</summary>
    /// <typeparam name="T">The type, or a base or interface of it.</typeparam>
    /// <returns>The element; null when there is none.</returns>
    public T? Remove<T>()
    {
        for (var i = 0; i < Count; i++)
        {
            if (this[i] is T found)
            {
                RemoveAt(i);
                return found;
            }
        }

        return default;
    }

    /// <summary>Removes and returns all elements of a type.</summary>
    /// <typeparam name="T">The type, or a base or interface of it.</typeparam>
    /// <returns>The elements, in order.</returns>
    public Collection<T> RemoveAll<T>()
    {
        var found = FindAll<T>();
        for (var i = Count - 1; i >= 0; i--)
        {
            if (this[i] is T)
            {
                RemoveAt(i);
            }
        }

        return found;
    }

    /// <inheritdoc/>
    protected override void InsertItem(int index, BindingElement item)
    {
        ArgumentNullException.ThrowIfNull(item);
        base.InsertItem(index, item);
    }

    /// <inheritdoc/>
    protected override void SetItem(int index, BindingElement item)
    {
        ArgumentNullException.ThrowIfNull(item);
        base.SetItem(index, item);
    }
}
