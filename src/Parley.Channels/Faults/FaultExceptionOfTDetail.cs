using System.Globalization;
using Parley.Channels;

namespace Parley;

/// <summary>A SOAP fault with a detail, as an exception. WCF documentation: FaultException&lt;TDetail&gt;.</summary>
/// <typeparam name="TDetail">The detail's type.</typeparam>
public class FaultException<TDetail> : FaultException
{
    /// <summary>Creates a fault of the sender without a reason.</summary>
    /// <param name="detail">The detail.</param>
    public FaultException(TDetail detail) => Detail = detail;

    /// <summary>Creates a fault of the sender.</summary>
    /// <param name="detail">The detail.</param>
    /// <param name="reason">The reason.</param>
    public FaultException(TDetail detail, string reason)
        : base(reason) => Detail = detail;

    /// <summary>Creates a fault of the sender.</summary>
    /// <param name="detail">The detail.</param>
    /// <param name="reason">The reason.</param>
    public FaultException(TDetail detail, FaultReason reason)
        : base(reason) => Detail = detail;

    /// <summary>Creates a fault.</summary>
    /// <param name="detail">The detail.</param>
    /// <param name="reason">The reason.</param>
    /// <param name="code">What kind of failure it is.</param>
    public FaultException(TDetail detail, string reason, FaultCode code)
        : base(reason, code) => Detail = detail;

    /// <summary>Creates a fault.</summary>
    /// <param name="detail">The detail.</param>
    /// <param name="reason">The reason.</param>
    /// <param name="code">What kind of failure it is.</param>
    public FaultException(TDetail detail, FaultReason reason, FaultCode code)
        : base(reason, code) => Detail = detail;

    /// <summary>Creates a fault.</summary>
    /// <param name="detail">The detail.</param>
    /// <param name="reason">The reason.</param>
    /// <param name="code">What kind of failure it is.</param>
    /// <param name="action">The action of the fault message; null for the one of the contract.</param>
    public FaultException(TDetail detail, string reason, FaultCode code, string? action)
        : base(reason, code, action) => Detail = detail;

    /// <summary>Creates a fault.</summary>
    /// <param name="detail">The detail.</param>
    /// <param name="reason">The reason.</param>
    /// <param name="code">What kind of failure it is.</param>
    /// <param name="action">The action of the fault message; null for the one of the contract.</param>
    public FaultException(TDetail detail, FaultReason reason, FaultCode code, string? action)
        : base(reason, code, action) => Detail = detail;

    /// <summary>The detail.</summary>
    public TDetail Detail { get; }

    /// <summary>The fault, with the detail written by the data contract serializer.</summary>
    public override MessageFault CreateMessageFault()
        => Detail is null
            ? MessageFault.CreateFault(Code, Reason)
            : MessageFault.CreateFault(Code, Reason, Detail, ObjectContent.SerializerOf(typeof(TDetail)));

    /// <summary>The type, the reason and the detail.</summary>
    public override string ToString()
        => string.Create(CultureInfo.InvariantCulture, $"{GetType()}: {Message} (Fault Detail is equal to {Detail}).");
}
