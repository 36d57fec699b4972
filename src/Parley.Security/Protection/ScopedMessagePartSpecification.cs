namespace Parley.Security;

/// <summary>Parts of messages: those of all messages of a channel, and more by action. WCF documentation: ScopedMessagePartSpecification.</summary>
public class ScopedMessagePartSpecification
{
    private readonly Dictionary<string, MessagePartSpecification> _byAction = new(StringComparer.Ordinal);

    /// <summary>Creates a specification without parts.</summary>
    public ScopedMessagePartSpecification()
    {
    }

    /// <summary>Creates a copy that can be changed.</summary>
    /// <param name="other">What is copied.</param>
    /// <exception cref="ArgumentNullException"><paramref name="other"/> is null.</exception>
    public ScopedMessagePartSpecification(ScopedMessagePartSpecification other)
    {
        ArgumentNullException.ThrowIfNull(other);
        AddAll(other);
    }

    /// <summary>The actions that have parts of their own. "*" stands for actions that are not named.</summary>
    public ICollection<string> Actions => _byAction.Keys;

    /// <summary>The parts of all messages.</summary>
    public MessagePartSpecification ChannelParts { get; } = new();

    /// <summary>Whether the specification can no longer be changed.</summary>
    public bool IsReadOnly { get; private set; }

    /// <summary>Adds parts of all messages.</summary>
    /// <param name="parts">The parts.</param>
    /// <exception cref="InvalidOperationException">The specification is read-only.</exception>
    public void AddParts(MessagePartSpecification parts)
    {
        ThrowIfReadOnly();
        ChannelParts.Union(parts);
    }

    /// <summary>Adds parts of the messages of an action.</summary>
    /// <param name="parts">The parts.</param>
    /// <param name="action">The action; "*" for those that are not named.</param>
    /// <exception cref="ArgumentNullException">A parameter is null.</exception>
    /// <exception cref="InvalidOperationException">The specification is read-only.</exception>
    public void AddParts(MessagePartSpecification parts, string action)
    {
        ArgumentNullException.ThrowIfNull(parts);
        ArgumentNullException.ThrowIfNull(action);
        ThrowIfReadOnly();
        if (!_byAction.TryGetValue(action, out var known))
        {
            known = new MessagePartSpecification();
            _byAction.Add(action, known);
        }

        known.Union(parts);
    }

    /// <summary>The parts of the messages of an action, with those of all messages.</summary>
    /// <param name="action">The action.</param>
    /// <param name="parts">The parts; none when nothing is said of the action.</param>
    /// <returns>Whether anything is said of the action.</returns>
    public bool TryGetParts(string action, out MessagePartSpecification parts) => TryGetParts(action, excludeChannelScope: false, out parts);

    /// <summary>The parts of the messages of an action.</summary>
    /// <param name="action">The action.</param>
    /// <param name="excludeChannelScope">Whether the parts of all messages are left out.</param>
    /// <param name="parts">The parts; none when nothing is said of the action.</param>
    /// <returns>Whether anything is said of the action.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="action"/> is null.</exception>
    public bool TryGetParts(string action, bool excludeChannelScope, out MessagePartSpecification parts)
    {
        ArgumentNullException.ThrowIfNull(action);
        if (!_byAction.TryGetValue(action, out var own))
        {
            parts = MessagePartSpecification.NoParts;
            return false;
        }

        if (excludeChannelScope)
        {
            parts = own;
            return true;
        }

        parts = new MessagePartSpecification();
        parts.Union(ChannelParts);
        parts.Union(own);
        return true;
    }

    /// <summary>Forbids further changes.</summary>
    public void MakeReadOnly()
    {
        IsReadOnly = true;
        ChannelParts.MakeReadOnly();
        foreach (var parts in _byAction.Values)
        {
            parts.MakeReadOnly();
        }
    }

    internal void AddAll(ScopedMessagePartSpecification other, bool channelScopeOnly = false)
    {
        AddParts(other.ChannelParts);
        if (!channelScopeOnly)
        {
            foreach (var (action, parts) in other._byAction)
            {
                AddParts(parts, action);
            }
        }
    }

    private void ThrowIfReadOnly()
    {
        if (IsReadOnly)
        {
            throw new InvalidOperationException("The scoped message part specification is read-only. Make a copy, and change that.");
        }
    }
}
