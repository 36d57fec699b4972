namespace Parley.Channels;

/// <summary>What can be said about a header without reading its contents. WCF documentation: MessageHeaderInfo.</summary>
public abstract class MessageHeaderInfo
{
    /// <summary>The node that the header is for (SOAP 1.1 actor, SOAP 1.2 role); empty for the last receiver.</summary>
    public abstract string Actor { get; }

    /// <summary>True when the header was a reference parameter of the address that the message was sent to.</summary>
    public abstract bool IsReferenceParameter { get; }

    /// <summary>True when a receiver that does not know the header must refuse the message.</summary>
    public abstract bool MustUnderstand { get; }

    /// <summary>The header's local name.</summary>
    public abstract string Name { get; }

    /// <summary>The header's namespace.</summary>
    public abstract string Namespace { get; }

    /// <summary>True when a node that does not know the header must pass it on. SOAP 1.2 only.</summary>
    public abstract bool Relay { get; }
}
