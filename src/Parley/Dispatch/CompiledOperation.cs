using Parley.Channels;
using Parley.Formatting;

namespace Parley.Dispatcher;

/// <summary>A <see cref="DispatchOperation"/> as it was when the host opened, ready to run.</summary>
internal sealed class CompiledOperation
{
    internal CompiledOperation(DispatchOperation operation)
    {
        Name = operation.Name;
        Action = operation.Action;
        ReplyAction = operation.ReplyAction is "*" ? null : operation.ReplyAction;
        IsOneWay = operation.IsOneWay;
        IsInitiating = operation.IsInitiating;
        IsTerminating = operation.IsTerminating;
        ReleaseBefore = operation.ReleaseInstanceBeforeCall;
        ReleaseAfter = operation.ReleaseInstanceAfterCall;
        DisposesParameters = operation.AutoDisposeParameters;
        DeserializesRequest = operation.DeserializeRequest;
        KeepsRequestOpen = !DisposesParameters && (operation.KeepsRequestOpen || !DeserializesRequest);
        SerializesReply = operation.SerializeReply;
        Formatter = operation.Formatter;
        Invoker = operation.Invoker ?? throw new InvalidOperationException(
            $"The operation '{operation.Name}' has no IOperationInvoker. Set DispatchOperation.Invoker.");
        if (Formatter is null && (DeserializesRequest || (SerializesReply && !IsOneWay)))
        {
            throw new InvalidOperationException(
                $"The operation '{operation.Name}' has no IDispatchMessageFormatter. Set DispatchOperation.Formatter, or set DeserializeRequest and SerializeReply to false and take Message objects.");
        }

        Inspectors = [.. operation.ParameterInspectors];
        CallContextInitializers = [.. operation.CallContextInitializers];
        Authorizer = operation.Authorizer;
        Faults = new FaultFormatter(operation.FaultContractInfos);
        TakesToken = Invoker is MethodInvoker { TakesToken: true } || (Invoker is not MethodInvoker && !Invoker.IsSynchronous);
    }

    internal string Name { get; }

    internal string? Action { get; }

    internal string? ReplyAction { get; }

    internal bool IsOneWay { get; }

    internal bool IsInitiating { get; }

    internal bool IsTerminating { get; }

    internal bool ReleaseBefore { get; }

    internal bool ReleaseAfter { get; }

    internal bool DisposesParameters { get; }

    internal bool DeserializesRequest { get; }

    internal bool SerializesReply { get; }

    /// <summary>Whether a parameter reads on from the request (a stream, or the message itself), and is the operation's to dispose.</summary>
    internal bool KeepsRequestOpen { get; }

    internal bool TakesToken { get; }

    internal IDispatchMessageFormatter? Formatter { get; }

    internal IOperationInvoker Invoker { get; }

    internal IParameterInspector[] Inspectors { get; }

    internal IOperationAuthorizer? Authorizer { get; }

    internal ICallContextInitializer[] CallContextInitializers { get; }

    /// <summary>Writes the faults that the operation declares.</summary>
    internal FaultFormatter Faults { get; }

    /// <summary>The parameters, from the request.</summary>
    internal object?[] ReadInputs(Message request)
    {
        var inputs = Invoker.AllocateInputs();
        if (!DeserializesRequest)
        {
            inputs[0] = request;
            return inputs;
        }

        try
        {
            Formatter!.DeserializeRequest(request, inputs);
        }
        catch (Exception exception) when (exception is not (FaultException or OutOfMemoryException))
        {
            throw new UnreadableRequestException(Name, exception);
        }

        return inputs;
    }

    /// <summary>The reply, from the result.</summary>
    internal Message? WriteReply(MessageVersion version, object? result, object?[] outputs) =>
        SerializesReply ? Formatter!.SerializeReply(version, outputs, result) : result as Message;
}
