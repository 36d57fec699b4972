using Parley.Channels;
using Parley.Description;
using Parley.Dispatcher;

namespace Parley.Formatting;

/// <summary>The formatter of one operation, for both sides.</summary>
internal sealed class OperationFormatter : IClientMessageFormatter, IDispatchMessageFormatter
{
    private readonly string _operation;
    private readonly MessageFormat _request;
    private readonly MessageFormat? _reply;

    internal OperationFormatter(OperationDescription operation, MessageFormats formats)
    {
        _operation = operation.Name;
        _request = formats.Create(operation.Request);
        _reply = operation.Reply is { } reply ? formats.Create(reply) : null;
    }

    public Message SerializeRequest(MessageVersion messageVersion, object?[] parameters) => _request.Create(messageVersion, parameters, null);

    public object? DeserializeReply(Message message, object?[] parameters)
    {
        ArgumentNullException.ThrowIfNull(message);
        try
        {
            return Reply.Read(message, parameters);
        }
        catch (Exception e) when (MalformedBody.IsCausedBy(e))
        {
            throw new CommunicationException($"The reply of the operation '{_operation}' could not be read. {e.Message}", e);
        }
    }

    public void DeserializeRequest(Message message, object?[] parameters)
    {
        ArgumentNullException.ThrowIfNull(message);
        try
        {
            _request.Read(message, parameters);
        }
        catch (Exception e) when (MalformedBody.IsCausedBy(e))
        {
            throw new DeserializationFailedException(_operation, e);
        }
    }

    public Message SerializeReply(MessageVersion messageVersion, object?[] parameters, object? result) =>
        Reply.Create(messageVersion, parameters, result);

    private MessageFormat Reply =>
        _reply ?? throw new InvalidOperationException($"The operation '{_operation}' is one-way and has no reply.");
}
