using System.Xml;

namespace Parley.Channels;

/// <summary>The XML readers and writers that wait for the next message of any encoder of a factory.</summary>
internal sealed class EncoderPools(EncoderSettings settings)
{
    /// <summary>Where encoders take buffers that they give back themselves.</summary>
    public static BufferManager Buffers { get; } = BufferManager.CreateBufferManager(int.MaxValue, int.MaxValue);

    public BoundedPool<XmlDictionaryReader> Readers { get; } = new(settings.MaxReadPoolSize);

    public WriterPool Writers { get; } = new(settings.MaxWritePoolSize);
}
