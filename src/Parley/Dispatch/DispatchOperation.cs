using System.Collections.ObjectModel;

namespace Parley.Dispatcher;

/// <summary>One operation as the dispatcher runs it; behaviours change it before the host opens. WCF documentation: DispatchOperation.</summary>
public sealed class DispatchOperation
{
    /// <summary>Creates a one-way operation.</summary>
    /// <param name="parent">The runtime that it belongs to.</param>
    /// <param name="name">The operation's name.</param>
    /// <param name="action">The action of its requests; <c>*</c> for every one that no other operation has.</param>
    public DispatchOperation(DispatchRuntime parent, string name, string? action)
    {
        ArgumentNullException.ThrowIfNull(parent);
        ArgumentException.ThrowIfNullOrEmpty(name);
        Parent = parent;
        Name = name;
        Action = action;
        IsOneWay = true;
    }

    /// <summary>Creates an operation with a reply.</summary>
    /// <param name="parent">The runtime that it belongs to.</param>
    /// <param name="name">The operation's name.</param>
    /// <param name="action">The action of its requests; <c>*</c> for every one that no other operation has.</param>
    /// <param name="replyAction">The action of its replies; <c>*</c> leaves it to the operation.</param>
    public DispatchOperation(DispatchRuntime parent, string name, string? action, string? replyAction)
        : this(parent, name, action)
    {
        ReplyAction = replyAction;
        IsOneWay = false;
    }

    /// <summary>The action of the requests.</summary>
    public string? Action { get; }

    /// <summary>True to dispose the parameters and the result after the call, if they are disposable. Default true.</summary>
    public bool AutoDisposeParameters { get; set; } = true;

    /// <summary>Decides whether a caller may call the operation; null for every caller.</summary>
    internal IOperationAuthorizer? Authorizer { get; set; }

    /// <summary>What runs around the call on its thread.</summary>
    public Collection<ICallContextInitializer> CallContextInitializers { get; } = [];

    /// <summary>True to read the message into parameters; false hands the <see cref="Channels.Message"/> to the invoker. Default true.</summary>
    public bool DeserializeRequest { get; set; } = true;

    /// <summary>The faults that the operation declares.</summary>
    public Collection<FaultContractInfo> FaultContractInfos { get; } = [];

    /// <summary>Reads the request and writes the reply.</summary>
    public IDispatchMessageFormatter? Formatter { get; set; }

    /// <summary>Calls the method.</summary>
    public IOperationInvoker? Invoker { get; set; }

    /// <summary>True when there is no reply.</summary>
    public bool IsOneWay { get; }

    /// <summary>True when the operation may begin a session. Default true.</summary>
    internal bool IsInitiating { get; set; } = true;

    /// <summary>True when the session ends with this operation.</summary>
    public bool IsTerminating { get; internal set; }

    /// <summary>True when a parameter reads on from the request.</summary>
    internal bool KeepsRequestOpen { get; set; }

    /// <summary>The operation's name.</summary>
    public string Name { get; }

    /// <summary>What sees the parameters before the call and the results after it.</summary>
    public Collection<IParameterInspector> ParameterInspectors { get; } = [];

    /// <summary>The runtime that it belongs to.</summary>
    public DispatchRuntime Parent { get; }

    /// <summary>True to release the service object after the call. Default false.</summary>
    public bool ReleaseInstanceAfterCall { get; set; }

    /// <summary>True to release the service object before the call, which gets a new one. Default false.</summary>
    public bool ReleaseInstanceBeforeCall { get; set; }

    /// <summary>The action of the replies; null for a one-way operation.</summary>
    public string? ReplyAction { get; }

    /// <summary>True to write the result into a message; false when the invoker returns a <see cref="Channels.Message"/>. Default true.</summary>
    public bool SerializeReply { get; set; } = true;
}
