using System.Runtime.Serialization;
using System.Xml;

namespace Parley.Channels;

/// <summary>Finds out of which type a fault's detail is.</summary>
internal static class FaultDetails
{
    /// <summary>A FaultException of the detail's type; null when the detail is of none of the types.</summary>
    public static FaultException? TryCreateException(MessageFault fault, string? action, ReadOnlySpan<Type> detailTypes)
    {
        if (detailTypes.IsEmpty || !fault.HasDetail)
        {
            return null;
        }

        foreach (var type in detailTypes)
        {
            if (TryRead(fault, type, ObjectContent.SerializerOf(type), out var detail))
            {
                return CreateException(fault, action, type, detail);
            }
        }

        return null;
    }

    /// <summary>The exception for a detail that has been read.</summary>
    public static FaultException CreateException(MessageFault fault, string? action, Type type, object? detail)
        => (FaultException)Activator.CreateInstance(typeof(FaultException<>).MakeGenericType(type), detail, fault.Reason, fault.Code, action)!;

    /// <summary>Reads the detail when it is of the serializer's type.</summary>
    public static bool TryRead(MessageFault fault, Type type, XmlObjectSerializer serializer, out object? detail)
    {
        detail = null;
        using var reader = fault.GetReaderAtDetailContents();
        try
        {
            if (!serializer.IsStartObject(reader))
            {
                return false;
            }

            detail = serializer.ReadObject(reader);
            return detail is null ? !type.IsValueType : type.IsInstanceOfType(detail);
        }
        catch (Exception e) when (e is SerializationException or XmlException or FormatException)
        {
            return false;
        }
    }
}
