using System.Runtime.Serialization;
using Parley.Description;

namespace Parley.Formatting;

/// <summary>Messages that the data contract serializer writes.</summary>
internal sealed class DataContractMessageFormats(OperationDescription operation, DataContractSerializerOperationBehavior behavior)
    : MessageFormats(operation)
{
    private protected override BodyFormat CreateBody(MessageDescription message) => new DataContractBodyFormat(
        message.Body.WrapperName is { } wrapper ? Name(wrapper) : null,
        Name(message.Body.WrapperNamespace ?? string.Empty),
        [.. PartsOf(message).Select(p => CreatePart(p.Part, p.Index))]);

    private protected override XmlObjectSerializer CreateHeaderSerializer(MessageHeaderDescription header, Type type) =>
        behavior.CreateSerializer(type, Name(header.Name), Name(header.Namespace), Operation.KnownTypes);

    private PartFormat CreatePart(MessagePartDescription part, int index)
    {
        var name = Name(part.Name);
        var ns = Name(part.Namespace);
        var format = (behavior.AllowsPrimitives ? PrimitiveFormats.Find(part.Type!) : null)
            ?? new SerializerFormat(() => behavior.CreateSerializer(part.Type!, name, ns, Operation.KnownTypes));
        return new PartFormat(name, ns, part.Type!, index, format);
    }
}
