using System.Collections.ObjectModel;
using System.Reflection;

namespace Parley.Dispatcher;

/// <summary>How a client does one operation of a contract. Behaviours change it before the channel factory opens. WCF documentation: ClientOperation.</summary>
public sealed class ClientOperation
{
    /// <summary>Creates a one-way operation.</summary>
    /// <param name="parent">The contract's client runtime.</param>
    /// <param name="name">The operation's name.</param>
    /// <param name="action">The action of its request.</param>
    public ClientOperation(ClientRuntime parent, string name, string? action)
        : this(parent, name, action, null)
    {
        IsOneWay = true;
    }

    /// <summary>Creates a request-reply operation.</summary>
    /// <param name="parent">The contract's client runtime.</param>
    /// <param name="name">The operation's name.</param>
    /// <param name="action">The action of its request; null when the message that the caller gives carries its own.</param>
    /// <param name="replyAction">The action that its reply must have; <c>*</c> or null for any.</param>
    public ClientOperation(ClientRuntime parent, string name, string? action, string? replyAction)
    {
        ArgumentNullException.ThrowIfNull(parent);
        ArgumentException.ThrowIfNullOrEmpty(name);
        Parent = parent;
        Name = name;
        Action = action;
        ReplyAction = replyAction;
    }

    /// <summary>The action of the request; null when the message that the caller gives carries its own.</summary>
    public string? Action { get; }

    /// <summary>The inspectors of this operation's parameters, in the order in which they see a call; replies pass them in reverse.</summary>
    public Collection<IParameterInspector> ParameterInspectors { get; } = [];

    /// <summary>The same as <see cref="ParameterInspectors"/>.</summary>
    public ICollection<IParameterInspector> ClientParameterInspectors => ParameterInspectors;

    /// <summary>Whether <see cref="Formatter"/> reads replies; when false the operation returns the <c>Message</c> itself. Default true.</summary>
    public bool DeserializeReply { get; set; } = true;

    /// <summary>The faults that the operation declares.</summary>
    public Collection<FaultContractInfo> FaultContractInfos { get; } = [];

    /// <summary>Turns parameters into the request and the reply into results. An operation's formatter behaviour sets it where it is null.</summary>
    public IClientMessageFormatter? Formatter { get; set; }

    /// <summary>Whether the operation may be the first on a session. Default true.</summary>
    public bool IsInitiating { get; set; } = true;

    /// <summary>Whether nothing comes back. Default: as the constructor says.</summary>
    public bool IsOneWay { get; set; }

    /// <summary>Whether the operation ends the session: the proxy closes its channel when the reply has come. Default false.</summary>
    public bool IsTerminating { get; set; }

    /// <summary>The operation's name.</summary>
    public string Name { get; }

    /// <summary>The contract's client runtime.</summary>
    public ClientRuntime Parent { get; }

    /// <summary>The action that the reply must have; <c>*</c> or null for any.</summary>
    public string? ReplyAction { get; }

    /// <summary>Whether <see cref="Formatter"/> writes requests; when false the operation takes a <c>Message</c> as its only parameter. Default true.</summary>
    public bool SerializeRequest { get; set; } = true;

    /// <summary>The method of the contract's interface that calls the operation and waits for it; null for none.</summary>
    public MethodInfo? SyncMethod { get; set; }

    /// <summary>The method of the contract's interface that calls the operation and returns a task; null for none.</summary>
    public MethodInfo? TaskMethod { get; set; }

    /// <summary>Whether calling the operation twice does no harm.</summary>
    internal bool IsSafeToRepeat { get; set; }

    /// <summary>Whether the result reads on from the reply after the call, so that the result's owner closes it.</summary>
    internal bool KeepsReplyOpen { get; set; }
}
