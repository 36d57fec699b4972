using System.Globalization;
using Parley.Channels;
using Parley.Description;
using Parley.Dispatcher;

namespace Parley.Tests.Client.Memory;

/// <summary>A formatter of one's own: values in a row, as text.</summary>
public sealed class WordsFormatter(string? action, Type resultType, Type[] outputTypes) : IClientMessageFormatter
{
    public Message SerializeRequest(MessageVersion messageVersion, object?[] parameters) =>
        Message.CreateMessage(messageVersion, action!, (object)string.Join('|', parameters));

    public object? DeserializeReply(Message message, object?[] parameters)
    {
        var words = message.GetBody<string>().Split('|');
        for (var i = 0; i < outputTypes.Length; i++)
        {
            parameters[i] = Convert.ChangeType(words[i + 1], outputTypes[i], CultureInfo.InvariantCulture);
        }

        return resultType == typeof(void) ? null : Convert.ChangeType(words[0], resultType, CultureInfo.InvariantCulture);
    }
}

/// <summary>Gives every operation of a client a <see cref="WordsFormatter"/>.</summary>
public sealed class WordsBehavior : IEndpointBehavior
{
    public void Validate(ServiceEndpoint endpoint)
    {
    }

    public void AddBindingParameters(ServiceEndpoint endpoint, BindingParameterCollection bindingParameters)
    {
    }

    public void ApplyDispatchBehavior(ServiceEndpoint endpoint, EndpointDispatcher endpointDispatcher)
    {
    }

    public void ApplyClientBehavior(ServiceEndpoint endpoint, ClientRuntime clientRuntime)
    {
        foreach (var operation in clientRuntime.Operations)
        {
            var method = OperationMethod.Of((operation.SyncMethod ?? operation.TaskMethod)!);
            operation.Formatter = new WordsFormatter(
                operation.Action,
                method.ResultType,
                [.. method.OutputIndices.Select(i => OperationMethod.ValueType(method.Parameters[i]))]);
        }
    }
}
