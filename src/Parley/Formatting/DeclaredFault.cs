using Parley.Channels;
using Parley.Dispatcher;

namespace Parley.Formatting;

/// <summary>One fault that an operation declares: its action and its detail.</summary>
internal abstract class DeclaredFault(FaultContractInfo info)
{
    internal string Action => info.Action;

    internal static DeclaredFault Of(FaultContractInfo info) =>
        (DeclaredFault)Activator.CreateInstance(typeof(DeclaredFault<>).MakeGenericType(info.Detail), info)!;

    /// <summary>The fault of an exception with this detail; null for another exception.</summary>
    internal abstract MessageFault? TryCreateFault(FaultException exception);

    /// <summary>The exception of a fault with this detail; null for another fault.</summary>
    internal abstract FaultException? TryCreateException(MessageFault fault, string? action);
}
