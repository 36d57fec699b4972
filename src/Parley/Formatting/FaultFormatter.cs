using System.Runtime.Serialization;
using Parley.Channels;
using Parley.Description;

namespace Parley.Formatting;

/// <summary>Turns fault exceptions into faults and back, with the typed details that an operation declares.
/// Source: WCF documentation, Sending and Receiving Faults.</summary>
internal sealed class FaultFormatter
{
    private readonly DeclaredFault[] _faults;

    private FaultFormatter(DeclaredFault[] faults) => _faults = faults;

    /// <summary>The fault formatter of an operation.</summary>
    internal static FaultFormatter For(OperationDescription operation)
    {
        var xmlSerializer = operation.Behaviors.Find<XmlSerializerOperationBehavior>() is { XmlSerializerFormatAttribute.SupportFaults: true };
        var dictionary = operation.DeclaringContract.Dictionary;
        return new FaultFormatter([.. operation.Faults.Where(f => f.DetailType is not null).Select(f => DeclaredFault.Of(
            f.DetailType!, f.Action, () => CreateSerializer(operation, f, xmlSerializer, dictionary)))]);
    }

    /// <summary>Makes the fault of an exception.</summary>
    /// <param name="exception">What the service threw.</param>
    /// <param name="action">The action of the fault's message; null: the default of the message's version.</param>
    internal MessageFault CreateFault(FaultException exception, out string? action)
    {
        foreach (var declared in _faults)
        {
            if (declared.TryCreateFault(exception) is { } fault)
            {
                action = exception.Action ?? declared.Action;
                return fault;
            }
        }

        action = exception.Action;
        return exception.CreateMessageFault();
    }

    /// <summary>Makes the exception of a fault: with a typed detail when the operation declares it, else without.</summary>
    /// <param name="fault">What the service sent.</param>
    /// <param name="action">The action of the fault's message; null when it has none.</param>
    internal FaultException CreateException(MessageFault fault, string? action)
    {
        if (fault.HasDetail && _faults.Length > 0)
        {
            return Find(fault, action, sameAction: true) ?? Find(fault, action, sameAction: false) ?? new FaultException(fault, action!);
        }

        return new FaultException(fault, action!);
    }

    /// <summary>The action tells declared faults apart; peers that send a general action are understood by the detail's element.</summary>
    private FaultException? Find(MessageFault fault, string? action, bool sameAction)
    {
        foreach (var declared in _faults)
        {
            if ((declared.Action == action) == sameAction && declared.TryCreateException(fault, action) is { } exception)
            {
                return exception;
            }
        }

        return null;
    }

    private static XmlObjectSerializer CreateSerializer(
        OperationDescription operation, FaultDescription fault, bool xmlSerializer, ContractDictionary dictionary)
    {
        var type = fault.DetailType!;
        if (xmlSerializer)
        {
            return new XmlSerializerAdapter(type, fault.ElementName, fault.Namespace);
        }

        return fault.ElementName is null
            ? new DataContractSerializer(type, operation.KnownTypes)
            : new DataContractSerializer(type, dictionary.Add(fault.ElementName), dictionary.Add(fault.Namespace ?? string.Empty), operation.KnownTypes);
    }
}
