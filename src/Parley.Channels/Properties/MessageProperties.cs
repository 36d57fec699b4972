using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Parley.Security;

namespace Parley.Channels;

/// <summary>
/// What the parts of a process have to say about a message, by name; never on the wire. Not thread-safe.
/// WCF documentation: MessageProperties.
/// </summary>
public sealed class MessageProperties : IDictionary<string, object>, IDisposable
{
    private const string ViaName = "Via";
    private const string SecurityName = "Security";
    private const string EncoderName = "Encoder";
    private const string AllowOutputBatchingName = "AllowOutputBatching";

    private KeyValuePair<string, object>[] _items = [];
    private int _count;
    private bool _disposed;

    /// <summary>Creates an empty collection.</summary>
    public MessageProperties()
    {
    }

    /// <summary>Creates a copy.</summary>
    /// <param name="properties">The properties to copy.</param>
    public MessageProperties(MessageProperties properties) => CopyProperties(properties);

    /// <summary>True when the transport may wait a little and send several messages at once. Default false.</summary>
    public bool AllowOutputBatching
    {
        get => Find(AllowOutputBatchingName) is true;
        set => this[AllowOutputBatchingName] = value;
    }

    /// <summary>How many properties there are.</summary>
    public int Count => _count;

    /// <summary>The encoder that the message came through; null when there is none.</summary>
    public MessageEncoder? Encoder
    {
        get => Find(EncoderName) as MessageEncoder;
        set => SetOrRemove(EncoderName, value);
    }

    /// <summary>True when the message is closed.</summary>
    public bool IsReadOnly => _disposed;

    /// <summary>The names.</summary>
    public ICollection<string> Keys => Array.ConvertAll(_items[.._count], static item => item.Key);

    /// <summary>Who sent the message; null when nothing is known.</summary>
    public SecurityMessageProperty? Security
    {
        get => Find(SecurityName) as SecurityMessageProperty;
        set => SetOrRemove(SecurityName, value);
    }

    /// <summary>The values.</summary>
    public ICollection<object> Values => Array.ConvertAll(_items[.._count], static item => item.Value);

    /// <summary>The transport address that the message goes to or came to; null when it is To's.</summary>
    public Uri? Via
    {
        get => Find(ViaName) as Uri;
        set => SetOrRemove(ViaName, value);
    }

    /// <summary>A property's value.</summary>
    /// <param name="name">The name.</param>
    /// <exception cref="KeyNotFoundException">There is no such property.</exception>
    public object this[string name]
    {
        get => TryGetValue(name, out var value) ? value : throw new KeyNotFoundException($"The message has no property '{name}'.");
        set
        {
            ArgumentNullException.ThrowIfNull(name);
            ArgumentNullException.ThrowIfNull(value);
            ThrowIfDisposed();
            var index = IndexOf(name);
            if (index >= 0)
            {
                _items[index] = new(name, value);
            }
            else
            {
                Append(name, value);
            }
        }
    }

    /// <summary>Adds a property.</summary>
    /// <param name="name">The name.</param>
    /// <param name="property">The value.</param>
    /// <exception cref="ArgumentException">There is such a property already.</exception>
    public void Add(string name, object property)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(property);
        ThrowIfDisposed();
        if (IndexOf(name) >= 0)
        {
            throw new ArgumentException($"The message has a property '{name}' already.", nameof(name));
        }

        Append(name, property);
    }

    /// <summary>Removes every property.</summary>
    public void Clear()
    {
        ThrowIfDisposed();
        Array.Clear(_items, 0, _count);
        _count = 0;
    }

    /// <summary>True when there is such a property.</summary>
    /// <param name="name">The name.</param>
    public bool ContainsKey(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        ThrowIfDisposed();
        return IndexOf(name) >= 0;
    }

    /// <summary>Copies another message's properties, over those of the same names.</summary>
    /// <param name="properties">The properties to copy.</param>
    public void CopyProperties(MessageProperties properties)
    {
        ArgumentNullException.ThrowIfNull(properties);
        properties.ThrowIfDisposed();
        for (var i = 0; i < properties._count; i++)
        {
            var (name, value) = properties._items[i];
            this[name] = value is IMessageProperty copied ? copied.CreateCopy() : value;
        }
    }

    /// <summary>Ends the collection's life with its message's; properties that can be disposed are.</summary>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        for (var i = 0; i < _count; i++)
        {
            if (_items[i].Value is SecurityMessageProperty security)
            {
                security.Dispose();
            }
        }
    }

    /// <summary>Enumerates the properties.</summary>
    public IEnumerator<KeyValuePair<string, object>> GetEnumerator()
        => ((IEnumerable<KeyValuePair<string, object>>)_items[.._count]).GetEnumerator();

    /// <summary>Removes a property; true when there was one.</summary>
    /// <param name="name">The name.</param>
    public bool Remove(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        ThrowIfDisposed();
        var index = IndexOf(name);
        if (index < 0)
        {
            return false;
        }

        _count--;
        Array.Copy(_items, index + 1, _items, index, _count - index);
        _items[_count] = default;
        return true;
    }

    /// <summary>A property's value, when there is one.</summary>
    /// <param name="name">The name.</param>
    /// <param name="value">The value.</param>
    public bool TryGetValue(string name, [MaybeNullWhen(false)] out object value)
    {
        ArgumentNullException.ThrowIfNull(name);
        ThrowIfDisposed();
        value = Find(name);
        return value is not null;
    }

    void ICollection<KeyValuePair<string, object>>.Add(KeyValuePair<string, object> item) => Add(item.Key, item.Value);

    bool ICollection<KeyValuePair<string, object>>.Contains(KeyValuePair<string, object> item) => Equals(Find(item.Key), item.Value);

    void ICollection<KeyValuePair<string, object>>.CopyTo(KeyValuePair<string, object>[] array, int arrayIndex)
        => Array.Copy(_items, 0, array, arrayIndex, _count);

    bool ICollection<KeyValuePair<string, object>>.Remove(KeyValuePair<string, object> item)
        => Equals(Find(item.Key), item.Value) && Remove(item.Key);

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private object? Find(string name)
    {
        var index = IndexOf(name);
        return index < 0 ? null : _items[index].Value;
    }

    private int IndexOf(string name)
    {
        for (var i = 0; i < _count; i++)
        {
            if (_items[i].Key == name)
            {
                return i;
            }
        }

        return -1;
    }

    private void Append(string name, object value)
    {
        if (_count == _items.Length)
        {
            Array.Resize(ref _items, Math.Max(4, _count * 2));
        }

        _items[_count++] = new(name, value);
    }

    private void SetOrRemove(string name, object? value)
    {
        if (value is null)
        {
            Remove(name);
        }
        else
        {
            this[name] = value;
        }
    }

    private void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(_disposed, this);
}
