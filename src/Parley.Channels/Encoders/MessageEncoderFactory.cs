namespace Parley.Channels;

/// <summary>Makes message encoders for one endpoint. WCF documentation: MessageEncoderFactory.</summary>
public abstract class MessageEncoderFactory
{
    /// <summary>Creates a factory.</summary>
    protected MessageEncoderFactory()
    {
    }

    /// <summary>The encoder of messages that each stand alone. Every call may use it, at the same time.</summary>
    public abstract MessageEncoder Encoder { get; }

    /// <summary>The SOAP and addressing versions of the messages.</summary>
    public abstract MessageVersion MessageVersion { get; }

    /// <summary>
    /// Makes the encoder of one connection, for encodings in which a message may refer to the connection's earlier messages.
    /// By default the same encoder for all.
    /// </summary>
    public virtual MessageEncoder CreateSessionEncoder() => Encoder;
}
