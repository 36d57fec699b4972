using Parley.Channels;
using Parley.Dispatcher;

namespace Parley.Formatting;

/// <summary>Turns fault exceptions into faults and back, with the typed details that an operation declares.
/// Source: WCF documentation, Sending and Receiving Faults.</summary>
internal sealed class FaultFormatter(IEnumerable<FaultContractInfo> faults)
{
    private readonly DeclaredFault[] _faults = [.. faults.Select(DeclaredFault.Of)];

    /// <summary>Makes the fault of an exception.</summary>
    /// <param name="exception">What the service threw.</param>
    /// <param name="action">The action of the fault's message; null: the default of the message's version.</param>
    internal MessageFault CreateFault(FaultException exception, out string? action)
    {
        foreach (var declared in _faults)
        {
            if (declared.TryCreateFault(exception) is { } fault)
            {
                action = string.IsNullOrEmpty(exception.Action) ? declared.Action : exception.Action;
                return fault;
            }
        }

        action = exception.Action;
        return exception.CreateMessageFault();
    }

    /// <summary>Makes the exception of a fault with a declared detail. The action tells declared faults apart; a service that sends a
    /// general action is understood by the detail's element.</summary>
    /// <param name="fault">What the service sent.</param>
    /// <param name="action">The action of the fault's message; null when it has none.</param>
    /// <returns>The exception; null when the operation does not declare the detail.</returns>
    internal FaultException? TryCreateException(MessageFault fault, string? action) =>
        fault.HasDetail && _faults.Length > 0 ? Find(fault, action, sameAction: true) ?? Find(fault, action, sameAction: false) : null;

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
}
