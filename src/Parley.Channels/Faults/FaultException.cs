using Parley.Channels;

namespace Parley;

/// <summary>
/// A SOAP fault as an exception: thrown by a service to answer with it, and by a client that got one.
/// WCF documentation: FaultException.
/// </summary>
public class FaultException : CommunicationException
{
    internal const string DefaultReason = "The creator of this fault did not specify a reason.";

    private readonly MessageFault? _fault;

    /// <summary>Creates a fault of the sender without a reason.</summary>
    public FaultException()
        : this(DefaultReason)
    {
    }

    /// <summary>Creates a fault of the sender.</summary>
    /// <param name="reason">The reason.</param>
    public FaultException(string reason)
        : this(new FaultReason(reason ?? DefaultReason))
    {
    }

    /// <summary>Creates a fault of the sender.</summary>
    /// <param name="reason">The reason.</param>
    public FaultException(FaultReason reason)
        : this(reason, DefaultCode)
    {
    }

    /// <summary>Creates a fault.</summary>
    /// <param name="reason">The reason.</param>
    /// <param name="code">What kind of failure it is.</param>
    public FaultException(string reason, FaultCode code)
        : this(new FaultReason(reason ?? DefaultReason), code)
    {
    }

    /// <summary>Creates a fault.</summary>
    /// <param name="reason">The reason.</param>
    /// <param name="code">What kind of failure it is.</param>
    public FaultException(FaultReason reason, FaultCode code)
        : this(reason, code, null)
    {
    }

    /// <summary>Creates a fault.</summary>
    /// <param name="reason">The reason.</param>
    /// <param name="code">What kind of failure it is.</param>
    /// <param name="action">The action of the fault message; null for the one that the version of WS-Addressing defines.</param>
    public FaultException(string reason, FaultCode code, string? action)
        : this(new FaultReason(reason ?? DefaultReason), code, action)
    {
    }

    /// <summary>Creates a fault.</summary>
    /// <param name="reason">The reason.</param>
    /// <param name="code">What kind of failure it is.</param>
    /// <param name="action">The action of the fault message; null for the one that the version of WS-Addressing defines.</param>
    public FaultException(FaultReason reason, FaultCode code, string? action)
        : base((reason ?? new FaultReason(DefaultReason)).ToString())
    {
        Reason = reason ?? new FaultReason(DefaultReason);
        Code = code ?? DefaultCode;
        Action = action;
    }

    /// <summary>Creates the exception for a fault.</summary>
    /// <param name="fault">The fault.</param>
    public FaultException(MessageFault fault)
        : this(fault, null)
    {
    }

    /// <summary>Creates the exception for a fault.</summary>
    /// <param name="fault">The fault.</param>
    /// <param name="action">The action of the fault message; null when it is not known.</param>
    public FaultException(MessageFault fault, string? action)
        : this(ReasonOf(fault), fault.Code, action)
        => _fault = fault;

    /// <summary>The action of the fault message; null for the one that the version of WS-Addressing defines.</summary>
    public string? Action { get; }

    /// <summary>What kind of failure it is.</summary>
    public FaultCode Code { get; }

    /// <summary>The reason.</summary>
    public FaultReason Reason { get; }

    /// <summary>The reason's text in the current culture's language, or the nearest.</summary>
    public override string Message => Reason.ToString();

    private static FaultCode DefaultCode => new("Sender");

    /// <summary>The exception for a fault; one with a detail of a known type when the detail is of one.</summary>
    /// <param name="messageFault">The fault.</param>
    /// <param name="faultDetailTypes">Types that the detail may have.</param>
    public static FaultException CreateFault(MessageFault messageFault, params Type[] faultDetailTypes)
        => CreateFault(messageFault, null, faultDetailTypes);

    /// <summary>The exception for a fault; one with a detail of a known type when the detail is of one.</summary>
    /// <param name="messageFault">The fault.</param>
    /// <param name="action">The action of the fault message; null when it is not known.</param>
    /// <param name="faultDetailTypes">Types that the detail may have.</param>
    public static FaultException CreateFault(MessageFault messageFault, string? action, params Type[] faultDetailTypes)
    {
        ArgumentNullException.ThrowIfNull(messageFault);
        ArgumentNullException.ThrowIfNull(faultDetailTypes);
        return FaultDetails.TryCreateException(messageFault, action, faultDetailTypes) ?? new FaultException(messageFault, action);
    }

    /// <summary>The fault.</summary>
    public virtual MessageFault CreateMessageFault() => _fault ?? MessageFault.CreateFault(Code, Reason);

    private static FaultReason ReasonOf(MessageFault fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        return fault.Reason;
    }
}
