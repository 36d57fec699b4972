using Parley.Channels;
using Parley.Dispatcher;

namespace Parley.Formatting;

/// <summary>One fault that an operation declares.</summary>
/// <typeparam name="TDetail">The type of the detail.</typeparam>
/// <param name="info">The declaration.</param>
internal sealed class DeclaredFault<TDetail>(FaultContractInfo info) : DeclaredFault(info)
{
    private readonly FaultContractInfo _info = info;

    internal override MessageFault? TryCreateFault(FaultException exception) =>
        exception is FaultException<TDetail> typed
            ? MessageFault.CreateFault(typed.Code, typed.Reason, typed.Detail, _info.Serializer, string.Empty, string.Empty)
            : null;

    /// <summary>A detail with the right name and the wrong content is no detail: the fault itself is still worth more than an error about it.</summary>
    internal override FaultException? TryCreateException(MessageFault fault, string? action) =>
        FaultDetails.TryRead(fault, typeof(TDetail), _info.Serializer, out var detail)
            ? new FaultException<TDetail>((TDetail)detail!, fault.Reason, fault.Code, action)
            : null;
}
