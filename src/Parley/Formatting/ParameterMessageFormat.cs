using Parley.Channels;

namespace Parley.Formatting;

/// <summary>A message whose body holds parameters, or a return value and parameters.</summary>
internal sealed class ParameterMessageFormat(MessageActions action, BodyFormat body) : MessageFormat
{
    internal override Message Create(MessageVersion version, object?[] values, object? result) =>
        action.Create(version, new OperationBodyWriter(body, values, result));

    internal override object? Read(Message message, object?[] values) => body.Read(message, values);
}
