using Parley.Channels;

namespace Parley.Formatting;

/// <summary>The operation takes or returns the message itself.</summary>
internal sealed class UntypedMessageFormat(string operation, string action, bool isResult) : MessageFormat
{
    internal override Message Create(MessageVersion version, object?[] values, object? result)
    {
        if ((isResult ? result : values[0]) is not Message message)
        {
            throw new InvalidOperationException(
                $"The operation '{operation}' {(isResult ? "returned" : "was called with")} null where a Message belongs. Give it a message.");
        }

        if (message.Headers.Action is null && message.IsFault)
        {
            message.Headers.Action = message.Version.Addressing.SoapFaultAction?.Value;
        }
        else if (message.Headers.Action is null && action != Description.ContractNames.AnyAction)
        {
            message.Headers.Action = action;
        }

        return message;
    }

    internal override object? Read(Message message, object?[] values)
    {
        if (isResult)
        {
            return message;
        }

        values[0] = message;
        return null;
    }
}
