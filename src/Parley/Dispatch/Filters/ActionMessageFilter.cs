using System.Collections.Frozen;
using System.Collections.ObjectModel;
using Parley.Channels;

namespace Parley.Dispatcher;

/// <summary>Takes messages with one of some actions. WCF documentation: ActionMessageFilter.</summary>
public class ActionMessageFilter : MessageFilter
{
    private readonly FrozenSet<string> _set;

    /// <summary>Creates the filter.</summary>
    /// <param name="actions">The actions, compared letter by letter. <c>*</c> stands for itself.</param>
    public ActionMessageFilter(params string[] actions)
    {
        ArgumentNullException.ThrowIfNull(actions);
        Actions = new ReadOnlyCollection<string>([.. actions.Distinct(StringComparer.Ordinal)]);
        _set = Actions.ToFrozenSet(StringComparer.Ordinal);
    }

    /// <summary>The actions.</summary>
    public ReadOnlyCollection<string> Actions { get; }

    /// <inheritdoc/>
    public override bool Match(Message message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return message.Headers.Action is { } action && _set.Contains(action);
    }
}
