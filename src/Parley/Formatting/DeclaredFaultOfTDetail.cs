using System.Runtime.Serialization;
using Parley.Channels;

namespace Parley.Formatting;

/// <summary>One fault that an operation declares.</summary>
/// <typeparam name="TDetail">The type of the detail.</typeparam>
/// <param name="action">The fault's action.</param>
/// <param name="createSerializer">Makes the detail's serializer.</param>
internal sealed class DeclaredFault<TDetail>(string action, Func<XmlObjectSerializer> createSerializer) : DeclaredFault(action, createSerializer)
{
    internal override MessageFault? TryCreateFault(FaultException exception) =>
        exception is FaultException<TDetail> typed
            ? MessageFault.CreateFault(typed.Code, typed.Reason, typed.Detail, Serializer, string.Empty, string.Empty)
            : null;

    internal override FaultException? TryCreateException(MessageFault fault, string? action)
    {
        using var reader = fault.GetReaderAtDetailContents();
        try
        {
            return Serializer.IsStartObject(reader)
                ? new FaultException<TDetail>((TDetail)Serializer.ReadObject(reader, verifyObjectName: true)!, fault.Reason, fault.Code, action!)
                : null;
        }
        catch (Exception e) when (MalformedBody.IsCausedBy(e))
        {
            // The detail has the right name and the wrong content: the fault itself is still worth more than an error about it.
            return null;
        }
    }
}
