using System.Runtime.Serialization;
using Parley.Channels;

namespace Parley.Formatting;

/// <summary>One fault that an operation declares: its action and its detail.</summary>
internal abstract class DeclaredFault(string action, Func<XmlObjectSerializer> createSerializer)
{
    private XmlObjectSerializer? _serializer;

    internal string Action => action;

    private protected XmlObjectSerializer Serializer => _serializer ??= createSerializer();

    internal static DeclaredFault Of(Type detailType, string action, Func<XmlObjectSerializer> createSerializer) =>
        (DeclaredFault)Activator.CreateInstance(typeof(DeclaredFault<>).MakeGenericType(detailType), action, createSerializer)!;

    /// <summary>The fault of an exception with this detail; null for another exception.</summary>
    internal abstract MessageFault? TryCreateFault(FaultException exception);

    /// <summary>The exception of a fault with this detail; null for another fault.</summary>
    internal abstract FaultException? TryCreateException(MessageFault fault, string? action);
}
