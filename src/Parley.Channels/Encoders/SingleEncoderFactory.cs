namespace Parley.Channels;

/// <summary>The factory of an encoding in which every message stands alone.</summary>
internal sealed class SingleEncoderFactory(MessageEncoder encoder) : MessageEncoderFactory
{
    public override MessageEncoder Encoder => encoder;

    public override MessageVersion MessageVersion => encoder.MessageVersion;
}
