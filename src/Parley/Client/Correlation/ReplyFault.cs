using System.Runtime.Serialization;
using Parley.Channels;

namespace Parley;

/// <summary>Turns a fault into the exception that its caller sees.</summary>
internal static class ReplyFault
{
    private const string MustUnderstand = "MustUnderstand";

    /// <summary>Reads a fault.</summary>
    /// <param name="reply">The fault message.</param>
    /// <param name="operation">The operation that was called.</param>
    /// <param name="maxFaultSize">The largest fault that is read, in bytes.</param>
    /// <returns>
    /// <see cref="FaultException{TDetail}"/> for a fault that the operation declares, the exception that WCF has for a fault of
    /// addressing, else <see cref="FaultException"/>.
    /// </returns>
    internal static Exception ToException(Message reply, ProxyOperation? operation, int maxFaultSize)
    {
        var action = reply.Headers.Action;
        var fault = MessageFault.CreateFault(reply, maxFaultSize);
        if (fault.HasDetail && operation is not null && Declared(fault, action, operation) is { } declared)
        {
            return declared;
        }

        var exception = FaultException.CreateFault(fault, action, typeof(ExceptionDetail));
        return exception.GetType() == typeof(FaultException) ? WellKnown(fault, reply.Version, exception) ?? exception : exception;
    }

    private static FaultException? Declared(MessageFault fault, string? action, ProxyOperation operation)
    {
        // The action names the fault; a service that sends a general action is understood by the detail's element.
        return Declared(fault, action, operation, matchAction: true) ?? Declared(fault, action, operation, matchAction: false);
    }

    private static FaultException? Declared(MessageFault fault, string? action, ProxyOperation operation, bool matchAction)
    {
        for (var i = 0; i < operation.Faults.Length; i++)
        {
            var info = operation.Faults[i];
            if (matchAction && info.Action != action && info.Action != "*")
            {
                continue;
            }

            if (FaultDetails.TryRead(fault, info.Detail, operation.FaultSerializers[i], out var detail))
            {
                return FaultDetails.CreateException(fault, action, info.Detail, detail);
            }
        }

        return null;
    }

    /// <summary>WS-Addressing 1.0 - SOAP Binding, section 6.4; SOAP 1.2, section 5.4.6.</summary>
    private static Exception? WellKnown(MessageFault fault, MessageVersion version, FaultException exception)
    {
        if (fault.Code.Name == MustUnderstand && fault.Code.IsPredefinedFault)
        {
            return new ProtocolException(exception.Message, exception);
        }

        // SOAP 1.1 has no subcodes: the code itself says it.
        var code = fault.Code.SubCode ?? fault.Code;
        if (version.Addressing == AddressingVersion.None || code.Namespace != version.Addressing.Namespace.Value)
        {
            return null;
        }

        return code.Name switch
        {
            "ActionNotSupported" => new ActionNotSupportedException(exception.Message, exception),
            "DestinationUnreachable" => new EndpointNotFoundException(exception.Message, exception),
            "EndpointUnavailable" => new ServerTooBusyException(exception.Message, exception),
            _ => null,
        };
    }
}
