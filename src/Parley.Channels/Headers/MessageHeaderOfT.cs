namespace Parley;

/// <summary>A header's content together with the attributes that SOAP gives it. WCF documentation: MessageHeader&lt;T&gt;.</summary>
/// <typeparam name="T">The type of the content.</typeparam>
public class MessageHeader<T>
{
    /// <summary>Creates a header without content.</summary>
    public MessageHeader()
        : this(default!)
    {
    }

    /// <summary>Creates a header for the last receiver.</summary>
    /// <param name="content">The content.</param>
    public MessageHeader(T content)
        : this(content, false, "", false)
    {
    }

    /// <summary>Creates a header.</summary>
    /// <param name="content">The content.</param>
    /// <param name="mustUnderstand">True when a receiver that does not know the header must refuse the message.</param>
    /// <param name="actor">The node that the header is for; empty for the last receiver.</param>
    /// <param name="relay">True when a node that does not know the header must pass it on.</param>
    public MessageHeader(T content, bool mustUnderstand, string actor, bool relay)
    {
        Content = content;
        MustUnderstand = mustUnderstand;
        Actor = actor;
        Relay = relay;
    }

    /// <summary>The node that the header is for; empty for the last receiver.</summary>
    public string Actor { get; set; }

    /// <summary>The content.</summary>
    public T Content { get; set; }

    /// <summary>True when a receiver that does not know the header must refuse the message.</summary>
    public bool MustUnderstand { get; set; }

    /// <summary>True when a node that does not know the header must pass it on. SOAP 1.2 only.</summary>
    public bool Relay { get; set; }

    /// <summary>The same header under a name, as messages carry it.</summary>
    /// <param name="name">The header's local name.</param>
    /// <param name="ns">The header's namespace.</param>
    public Channels.MessageHeader GetUntypedHeader(string name, string ns)
        => Channels.MessageHeader.CreateHeader(name, ns, Content, Channels.ObjectContent.SerializerOf(typeof(T)), MustUnderstand, Actor ?? "", Relay);
}
