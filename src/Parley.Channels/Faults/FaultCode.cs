namespace Parley;

/// <summary>What kind of failure a fault is: a qualified name, perhaps with a more special one below it. WCF documentation: FaultCode.</summary>
public class FaultCode
{
    private const string EnvelopeNoneNamespace = "http://schemas.microsoft.com/ws/2005/05/envelope/none";
    private readonly EnvelopeVersion? _version;

    /// <summary>Creates a code of SOAP itself, like Sender or Receiver.</summary>
    /// <param name="name">The local name.</param>
    public FaultCode(string name)
        : this(name, "", null)
    {
    }

    /// <summary>Creates a code of SOAP itself, with a code below it.</summary>
    /// <param name="name">The local name.</param>
    /// <param name="subCode">The more special code; null for none.</param>
    public FaultCode(string name, FaultCode? subCode)
        : this(name, "", subCode)
    {
    }

    /// <summary>Creates a code.</summary>
    /// <param name="name">The local name.</param>
    /// <param name="ns">The namespace; empty for codes of SOAP itself.</param>
    public FaultCode(string name, string ns)
        : this(name, ns, null)
    {
    }

    /// <summary>Creates a code, with a code below it.</summary>
    /// <param name="name">The local name.</param>
    /// <param name="ns">The namespace; empty for codes of SOAP itself.</param>
    /// <param name="subCode">The more special code; null for none.</param>
    public FaultCode(string name, string? ns, FaultCode? subCode)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Name = name;
        Namespace = ns ?? "";
        SubCode = subCode;
        _version = Namespace == EnvelopeVersion.Soap12.Namespace.Value ? EnvelopeVersion.Soap12
            : Namespace == EnvelopeVersion.Soap11.Namespace.Value ? EnvelopeVersion.Soap11
            : null;
    }

    /// <summary>True for codes that SOAP itself defines.</summary>
    public bool IsPredefinedFault => Namespace.Length == 0 || _version is not null || Namespace == EnvelopeNoneNamespace;

    /// <summary>True when the message was wrong (Sender; SOAP 1.1 calls it Client).</summary>
    public bool IsSenderFault => IsCode("Sender", "Client");

    /// <summary>True when the receiver failed (Receiver; SOAP 1.1 calls it Server).</summary>
    public bool IsReceiverFault => IsCode("Receiver", "Server");

    /// <summary>The local name.</summary>
    public string Name { get; }

    /// <summary>The namespace; empty for codes of SOAP itself in whatever version.</summary>
    public string Namespace { get; }

    /// <summary>The more special code; null for none.</summary>
    public FaultCode? SubCode { get; }

    /// <summary>The code for a message that was wrong.</summary>
    /// <param name="subCode">The more special code.</param>
    public static FaultCode CreateSenderFaultCode(FaultCode subCode) => new("Sender", subCode);

    /// <summary>The code for a message that was wrong.</summary>
    /// <param name="name">The more special code's local name.</param>
    /// <param name="ns">The more special code's namespace.</param>
    public static FaultCode CreateSenderFaultCode(string name, string ns) => CreateSenderFaultCode(new FaultCode(name, ns));

    /// <summary>The code for a receiver that failed.</summary>
    /// <param name="subCode">The more special code.</param>
    /// <exception cref="ArgumentNullException">There is none.</exception>
    public static FaultCode CreateReceiverFaultCode(FaultCode subCode)
    {
        ArgumentNullException.ThrowIfNull(subCode);
        return new("Receiver", subCode);
    }

    /// <summary>The code for a receiver that failed.</summary>
    /// <param name="name">The more special code's local name.</param>
    /// <param name="ns">The more special code's namespace.</param>
    public static FaultCode CreateReceiverFaultCode(string name, string ns) => CreateReceiverFaultCode(new FaultCode(name, ns));

    private bool IsCode(string name, string soap11Name)
    {
        if (!IsPredefinedFault)
        {
            return false;
        }

        return _version == EnvelopeVersion.Soap11 ? Name == soap11Name
            : _version == EnvelopeVersion.Soap12 ? Name == name
            : Name == name || Name == soap11Name;
    }
}
