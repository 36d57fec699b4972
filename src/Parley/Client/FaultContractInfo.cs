using System.Runtime.Serialization;
using Parley.Channels;

namespace Parley.Dispatcher;

/// <summary>A fault that an operation declares: its action and the type of its detail. WCF documentation: FaultContractInfo.</summary>
public class FaultContractInfo
{
    private readonly Func<XmlObjectSerializer>? _createSerializer;
    private XmlObjectSerializer? _serializer;

    /// <summary>Creates the description of a fault.</summary>
    /// <param name="action">The fault message's action.</param>
    /// <param name="detail">The type of the detail.</param>
    public FaultContractInfo(string action, Type detail)
        : this(action, detail, null)
    {
    }

    /// <summary>Creates the description of a fault whose detail has a serializer of its own.</summary>
    internal FaultContractInfo(string action, Type detail, Func<XmlObjectSerializer>? createSerializer)
    {
        ArgumentNullException.ThrowIfNull(action);
        ArgumentNullException.ThrowIfNull(detail);
        Action = action;
        Detail = detail;
        _createSerializer = createSerializer;
    }

    /// <summary>The fault message's action.</summary>
    public string Action { get; }

    /// <summary>The type of the detail.</summary>
    public Type Detail { get; }

    /// <summary>Writes and reads the detail. Made at the first use.</summary>
    internal XmlObjectSerializer Serializer => _serializer ??= _createSerializer?.Invoke() ?? ObjectContent.SerializerOf(Detail);
}
