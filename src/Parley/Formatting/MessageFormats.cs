using System.Runtime.Serialization;
using System.Xml;
using Parley.Description;

namespace Parley.Formatting;

/// <summary>Makes the formats of an operation's messages from their description. What a serializer has to do with it is left to the
/// class of that serializer.</summary>
internal abstract class MessageFormats(OperationDescription operation)
{
    private protected OperationDescription Operation => operation;

    internal MessageFormat Create(MessageDescription message)
    {
        var isResult = message == operation.Reply;
        if (message.IsUntyped)
        {
            return new UntypedMessageFormat(operation.Name, message.Action, isResult);
        }

        var actions = new MessageActions(message.Action == ContractNames.AnyAction ? null : Name(message.Action));
        var body = message.BodyStream is null ? CreateBody(message) : CreateStreamBody(message);
        return message.MessageType is null
            ? new ParameterMessageFormat(actions, body)
            : new TypedMessageFormat(
                actions,
                new TypedMessageMembers(message),
                body,
                [.. message.Headers.Select(h => new HeaderFormat(h, type => CreateHeaderSerializer(h, type)))],
                [.. message.Properties.Select(p => new PropertyFormat(p.Name, p.Type!, p.Index))],
                isResult);
    }

    private protected abstract BodyFormat CreateBody(MessageDescription message);

    private protected abstract XmlObjectSerializer CreateHeaderSerializer(MessageHeaderDescription header, Type type);

    private protected XmlDictionaryString Name(string name) => operation.DeclaringContract.Dictionary.Add(name);

    /// <summary>The parts in the order in which they stand in the body: the return value first.</summary>
    private protected static IEnumerable<(MessagePartDescription Part, int Index)> PartsOf(MessageDescription message)
    {
        if (message.Body.ReturnValue is { } result)
        {
            yield return (result, PartFormat.Result);
        }

        foreach (var part in message.Body.Parts)
        {
            yield return (part, part.Index);
        }
    }

    private StreamBodyFormat CreateStreamBody(MessageDescription message)
    {
        var (part, index) = PartsOf(message).First();
        return new StreamBodyFormat(
            message.Body.WrapperName is { } wrapper ? Name(wrapper) : null,
            Name(message.Body.WrapperNamespace ?? string.Empty),
            new PartFormat(Name(part.Name), Name(part.Namespace), typeof(Stream), index, new Base64Format()),
            disposes: message == operation.Reply);
    }
}
