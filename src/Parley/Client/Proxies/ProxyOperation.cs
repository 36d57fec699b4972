using Parley.Dispatcher;
using Parley.Formatting;

namespace Parley;

/// <summary>A <see cref="ClientOperation"/> as it was when the channel factory opened, ready for calls.</summary>
internal sealed class ProxyOperation
{
    internal ProxyOperation(ClientOperation operation, ProxyRuntime runtime)
    {
        Runtime = runtime;
        Name = operation.Name;
        Action = operation.Action;
        ReplyAction = operation.ReplyAction == "*" ? null : operation.ReplyAction;
        IsOneWay = operation.IsOneWay;
        IsInitiating = operation.IsInitiating;
        IsTerminating = operation.IsTerminating;
        IsSafeToRepeat = operation.IsSafeToRepeat;
        SerializesRequest = operation.SerializeRequest;
        DeserializesReply = operation.DeserializeReply;
        Formatter = operation.Formatter;
        Inspectors = [.. operation.ParameterInspectors];
        Faults = new FaultFormatter(operation.FaultContractInfos);
        KeepsReplyOpen = operation.KeepsReplyOpen || !operation.DeserializeReply;
        if (Formatter is null && (SerializesRequest || (DeserializesReply && !IsOneWay)))
        {
            throw new InvalidOperationException(
                $"The operation '{Name}' of the contract '{operation.Parent.ContractName}' has no formatter. Add a DataContractSerializerOperationBehavior or an XmlSerializerOperationBehavior to its behaviours, or set ClientOperation.Formatter.");
        }
    }

    /// <summary>What the contract's operations have in common.</summary>
    internal ProxyRuntime Runtime { get; }

    internal string Name { get; }

    internal string? Action { get; }

    internal string? ReplyAction { get; }

    internal bool IsOneWay { get; }

    internal bool IsInitiating { get; }

    internal bool IsTerminating { get; }

    /// <summary>Whether calling the operation twice does no harm.</summary>
    internal bool IsSafeToRepeat { get; }

    internal bool SerializesRequest { get; }

    internal bool DeserializesReply { get; }

    internal IClientMessageFormatter? Formatter { get; }

    internal IParameterInspector[] Inspectors { get; }

    /// <summary>Reads the faults that the operation declares.</summary>
    internal FaultFormatter Faults { get; }

    /// <summary>Whether the result reads on from the reply (a stream, or the message itself), so that the result's owner closes it.</summary>
    internal bool KeepsReplyOpen { get; }
}
