using Parley.Channels;
using Parley.Formatting;

namespace Parley.Dispatcher;

/// <summary>
/// The faults that the dispatcher itself sends, and the addressing of replies. WCF documentation: Sending and Receiving
/// Faults; WS-Addressing 1.0 SOAP Binding, section 6.
/// </summary>
internal static class DispatchFaults
{
    /// <summary>The namespace of the dispatcher's own fault codes.</summary>
    internal const string Namespace = "http://schemas.microsoft.com/net/2005/12/windowscommunicationfoundation/dispatcher";

    /// <summary>The action of the dispatcher's own faults.</summary>
    internal const string Action = Namespace + "/fault";

    private const string InternalReason =
        "The service could not process the request because of an internal error. "
        + "To see the exception while debugging, set IncludeExceptionDetailInFaults in [ServiceBehavior] or ServiceDebugBehavior, or read the service's log.";

    private const string CallbackReason =
        "The client could not process the callback because of an internal error. "
        + "To see the exception while debugging, set IncludeExceptionDetailInFaults in [CallbackBehavior] of the client's callback class.";

    internal static string ActionNotSupportedText(string? action) =>
        $"The message with the action '{Shorten(action)}' cannot be processed: no operation of the endpoint's contract has it. "
        + "Client and service may have different contracts, or bindings that do not fit each other.";

    internal static string NotInitiatingText(string? action) =>
        $"The message with the action '{Shorten(action)}' cannot be the first of a session: its operation has IsInitiating = false.";

    /// <summary>The headers without which the operation cannot be found, or its reply not be told apart.</summary>
    /// <exception cref="MessageHeaderException">A header is missing.</exception>
    internal static void RequireHeaders(Message message, bool needsMessageId)
    {
        var addressing = message.Version.Addressing;
        if (addressing == AddressingVersion.None)
        {
            return;
        }

        if (message.Headers.Action is null)
        {
            throw new MissingHeaderException("Action", addressing.Namespace.Value);
        }

        if (needsMessageId && message.Headers.MessageId is null)
        {
            throw new MissingHeaderException("MessageID", addressing.Namespace.Value);
        }
    }

    /// <summary>Refuses a message with a header for this service that must be understood and was not.</summary>
    /// <exception cref="MustUnderstandException">There is such a header.</exception>
    internal static void RequireUnderstood(Message message)
    {
        if (message.Headers.GetHeadersNotUnderstood() is { } unknown)
        {
            throw new MustUnderstandException(unknown);
        }
    }

    /// <summary>Whether the sender of a message over a duplex channel waits for an answer.</summary>
    internal static bool ExpectsReply(Message message)
    {
        try
        {
            return message.Headers.MessageId is not null;
        }
        catch (MessageHeaderException)
        {
            return false;
        }
    }

    /// <summary>Relates a reply to its request, and sends it where the request says. WS-Addressing 1.0, section 3.4.</summary>
    internal static void AddressReply(Message request, Message reply)
    {
        if (reply.Version.Addressing == AddressingVersion.None)
        {
            return;
        }

        try
        {
            if (request.Headers.MessageId is { } id && reply.Headers.RelatesTo is null)
            {
                reply.Headers.RelatesTo = id;
            }

            var destination = (reply.IsFault ? request.Headers.FaultTo : null) ?? request.Headers.ReplyTo ?? request.Headers.From;
            if (destination is { IsAnonymous: false, IsNone: false } && reply.Headers.To is null)
            {
                destination.ApplyTo(reply);
            }
        }
        catch (MessageHeaderException)
        {
            // The request's addressing headers are what is wrong with it: the fault goes back the way that it came.
        }
    }

    /// <summary>The fault for an exception.</summary>
    /// <param name="error">The exception.</param>
    /// <param name="isAboutRequest">True when it says what is wrong with the request; false when the service threw it.</param>
    /// <param name="version">The version of the fault.</param>
    /// <param name="operation">The operation; null when none was found.</param>
    /// <param name="withDetail">True to show the exception to the caller.</param>
    /// <param name="isOfCallback">True when a client's callback object threw it.</param>
    internal static Message Create(
        Exception error, bool isAboutRequest, MessageVersion version, CompiledOperation? operation, bool withDetail, bool isOfCallback)
    {
        if (error is DeserializationFailedException unreadable && withDetail)
        {
            return Dispatcher(version, unreadable.Code, $"{unreadable.Message} {unreadable.Cause.Message}", unreadable.Cause);
        }

        if (error is FaultException fault)
        {
            return OfFault(fault, version, operation);
        }

        if (isAboutRequest)
        {
            if (error is UnreadableRequestException)
            {
                var reason = withDetail
                    ? $"{error.Message} {error.InnerException?.Message}"
                    : $"{error.Message} It does not fit the operation's parameters, or it goes beyond a quota.";
                return Dispatcher(version, FaultCode.CreateSenderFaultCode("DeserializationFailed", Namespace), reason, withDetail ? error : null);
            }

            if (WellKnownFaults.TryCreate(error, version) is { } known)
            {
                return known;
            }
        }

        return Dispatcher(
            version,
            FaultCode.CreateReceiverFaultCode("InternalServiceFault", Namespace),
            withDetail ? error.Message : isOfCallback ? CallbackReason : InternalReason,
            withDetail ? error : null);
    }

    /// <summary>What a stranger has sent goes into faults and logs, but not at any length.</summary>
    internal static string? Shorten(string? text) => text is { Length: > 256 } ? string.Concat(text.AsSpan(0, 256), "…") : text;

    private static Message OfFault(FaultException error, MessageVersion version, CompiledOperation? operation)
    {
        var action = error.Action;
        var fault = operation is null ? error.CreateMessageFault() : operation.Faults.CreateFault(error, out action);
        return Message.CreateMessage(version, fault, string.IsNullOrEmpty(action) ? version.Addressing.SoapFaultAction?.Value : action);
    }

    private static Message Dispatcher(MessageVersion version, FaultCode code, string reason, Exception? detail)
    {
        var fault = detail is null
            ? MessageFault.CreateFault(code, new FaultReason(reason))
            : MessageFault.CreateFault(code, new FaultReason(reason), new ExceptionDetail(detail));
        return Message.CreateMessage(version, fault, version.Addressing == AddressingVersion.None ? null : Action);
    }
}
