namespace Parley.Description;

/// <summary>Makes one operation of a synchronous and an asynchronous method with the same operation name.
/// Source: WCF documentation, Synchronous and Asynchronous Operations.</summary>
internal static class OperationPairs
{
    internal static bool AreOneOperation(OperationDescription first, OperationDescription second) =>
        (first.SyncMethod is null) != (second.SyncMethod is null) && (first.TaskMethod is null) != (second.TaskMethod is null);

    /// <summary>Adds the other way of calling to an operation.</summary>
    internal static void Merge(ContractDescription contract, OperationDescription operation, OperationDescription other)
    {
        var synchronous = operation.SyncMethod is null ? other : operation;
        var asynchronous = operation.SyncMethod is null ? operation : other;
        Require(synchronous.Request.Action == asynchronous.Request.Action, "Action");
        Require(synchronous.IsOneWay == asynchronous.IsOneWay, "IsOneWay");
        Require(synchronous.Reply?.Action == asynchronous.Reply?.Action, "ReplyAction");
        Require(synchronous.IsInitiating == asynchronous.IsInitiating, "IsInitiating");
        Require(synchronous.IsTerminating == asynchronous.IsTerminating, "IsTerminating");
        RequireSameMessages(synchronous.Request, asynchronous.Request);
        if (synchronous.Reply is not null)
        {
            RequireSameMessages(synchronous.Reply, asynchronous.Reply!);
        }

        operation.SyncMethod = synchronous.SyncMethod;
        operation.TaskMethod = asynchronous.TaskMethod;
        if (!ReferenceEquals(operation, synchronous))
        {
            // The synchronous method's messages count, so that arrays of values have its layout.
            operation.Messages.Clear();
            foreach (var message in synchronous.Messages)
            {
                operation.Messages.Add(message);
            }
        }

        foreach (var fault in other.Faults)
        {
            if (!operation.Faults.Any(f => f.DetailType == fault.DetailType))
            {
                operation.Faults.Add(fault);
            }
        }

        foreach (var type in other.KnownTypes)
        {
            if (!operation.KnownTypes.Contains(type))
            {
                operation.KnownTypes.Add(type);
            }
        }

        foreach (var behavior in other.Behaviors)
        {
            if (!operation.Behaviors.Contains(behavior.GetType()))
            {
                operation.Behaviors.Add(behavior);
            }
        }

        void Require(bool same, string setting)
        {
            if (!same)
            {
                throw new InvalidOperationException(
                    $"The methods '{synchronous.SyncMethod!.Name}' and '{asynchronous.TaskMethod!.Name}' of contract '{contract.Name}' are one operation, "
                    + $"'{operation.Name}', but differ in {setting}. Give both the same {setting}, or one of them another Name.");
            }
        }

        void RequireSameMessages(MessageDescription first, MessageDescription second)
        {
            Require(
                first.MessageType == second.MessageType && first.Body.ReturnValue?.Type == second.Body.ReturnValue?.Type
                && first.Body.Parts.Select(p => (p.Name, p.Type)).SequenceEqual(second.Body.Parts.Select(p => (p.Name, p.Type))),
                "parameters or results");
        }
    }
}
