using Parley.Channels;
using Parley.ReliableMessaging.Tests.Wire;

namespace Parley.ReliableMessaging.Tests.Channels.Connections;

/// <summary>A message on its way through <see cref="Wires"/>: bytes, and what they are.</summary>
internal sealed class Packet
{
    private readonly byte[] _bytes;
    private readonly MessageVersion _version;

    public Packet(Message message, Wsrm wsrm)
    {
        _version = message.Version;
        _bytes = Recordings.ToBytes(message);
        message.Close();
        using var read = Open();
        var headers = RmHeaders.Read(read, wsrm);
        Kind = read.IsFault ? MessageKind.Fault : headers.Kind ?? MessageKind.Empty;
        Number = headers.Sequence?.Number ?? 0;
        AsksForAcknowledgement = headers.AckRequests.Count != 0;
    }

    public MessageKind Kind { get; }

    /// <summary>The number in its sequence; 0 for none.</summary>
    public long Number { get; }

    public bool AsksForAcknowledgement { get; }

    public Message Open() => Recordings.Open(_bytes, _version);

    public override string ToString() => Number == 0 ? $"{Kind}" : $"{Kind} {Number}";
}
