using Parley.Channels;
using Parley.Security;

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
        if (operation?.Faults.TryCreateException(fault, action) is { } declared)
        {
            return declared;
        }

        var exception = FaultException.CreateFault(fault, action, typeof(ExceptionDetail));
        return exception.GetType() == typeof(FaultException) ? WellKnown(fault, reply.Version, exception) ?? exception : exception;
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
        if (code.Name == nameof(SecurityFaultCode.FailedAuthentication) && code.Namespace == SecurityNames.Security10.Value)
        {
            // The service knows the caller, and refuses the call. One whom it does not believe is told so below the proxy.
            return new SecurityAccessDeniedException(exception.Message, exception);
        }

        if (code.Namespace != version.Addressing.Namespace.Value)
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
