using System.Runtime.Serialization;
using System.Xml;

namespace Parley.Channels;

/// <summary>A fault that this process makes.</summary>
internal sealed class ObjectMessageFault : MessageFault
{
    private readonly object? _detail;
    private readonly XmlObjectSerializer? _serializer;

    public ObjectMessageFault(FaultCode code, FaultReason reason, object? detail, XmlObjectSerializer? serializer, string actor, string node)
    {
        ArgumentNullException.ThrowIfNull(code);
        ArgumentNullException.ThrowIfNull(reason);
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(node);
        Code = code;
        Reason = reason;
        Actor = actor;
        Node = node;
        _detail = detail;
        _serializer = serializer;
    }

    public override string Actor { get; }

    public override FaultCode Code { get; }

    public override bool HasDetail => _detail is not null;

    public override string Node { get; }

    public override FaultReason Reason { get; }

    protected override void OnWriteDetailContents(XmlDictionaryWriter writer)
    {
        if (_detail is not null)
        {
            (_serializer ?? ObjectContent.SerializerOf(_detail.GetType())).WriteObject(writer, _detail);
        }
    }
}
