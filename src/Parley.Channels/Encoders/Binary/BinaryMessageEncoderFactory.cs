namespace Parley.Channels;

/// <summary>Makes binary encoders: one for messages that stand alone, and one for each connection. All share their pools.</summary>
internal sealed class BinaryMessageEncoderFactory(
    EncoderSettings settings, CompressionFormat compression, int maxSessionSize, long maxReceivedMessageSize) : MessageEncoderFactory
{
    private readonly EncoderPools _pools = new(settings);
    private BinaryMessageEncoder? _encoder;

    public override MessageEncoder Encoder => _encoder ??= new BinaryMessageEncoder(settings, _pools, compression, maxReceivedMessageSize);

    public override MessageVersion MessageVersion => settings.MessageVersion;

    public override MessageEncoder CreateSessionEncoder() =>
        new BinarySessionMessageEncoder(settings, _pools, compression, maxReceivedMessageSize, maxSessionSize);
}
