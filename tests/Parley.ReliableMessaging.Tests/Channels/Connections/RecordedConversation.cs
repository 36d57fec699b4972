using Parley.Channels;
using Parley.ReliableMessaging.Tests.Wire;

namespace Parley.ReliableMessaging.Tests.Channels.Connections;

/// <summary>
/// The service of a recorded conversation: says what it said then, with the names of now, as soon as what it answers has been said.
/// </summary>
internal sealed class RecordedConversation
{
    private readonly Queue<(RecordedMessage Message, int After)> _answers = new();
    private readonly Dictionary<string, string> _names = [];
    private readonly List<RecordedMessage> _heard = [];
    private readonly Wires _wires;

    public RecordedConversation(string folder, Wires wires)
    {
        _wires = wires;
        var factory = new BinaryMessageEncodingBindingElement().CreateMessageEncoderFactory();
        var manager = BufferManager.CreateBufferManager(1 << 20, 1 << 20);
        var (ofClient, ofService) = (factory.CreateSessionEncoder(), factory.CreateSessionEncoder());
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Recordings.Root, folder), "*.bin").Order(StringComparer.Ordinal))
        {
            var isClient = file.Contains("c2s", StringComparison.Ordinal);
            var bytes = File.ReadAllBytes(file);
            var buffer = manager.TakeBuffer(bytes.Length);
            bytes.CopyTo(buffer, 0);
            using var message = (isClient ? ofClient : ofService).ReadMessage(new ArraySegment<byte>(buffer, 0, bytes.Length), manager);
            var recorded = new RecordedMessage(message, wires.Wsrm);
            if (isClient)
            {
                Said.Add(recorded);
            }
            else
            {
                _answers.Enqueue((recorded, Said.Count));
            }
        }

        Service = new EndpointAddress(Said[0].To!);
        Answers = [.. _answers.Where(answer => answer.Message.Kind == MessageKind.Message).Select(answer => answer.Message.Action!)];
        wires.Service = Handle;
    }

    /// <summary>What the client said.</summary>
    public List<RecordedMessage> Said { get; } = [];

    /// <summary>The actions of what the service's application said.</summary>
    public List<string> Answers { get; }

    public EndpointAddress Service { get; }

    public bool IsOneWay => Said[0].Offer is null;

    /// <summary>True when the service has said everything.</summary>
    public bool IsOver => _answers.Count == 0;

    /// <summary>What our client said in the place of a recorded message; null while it has not.</summary>
    public RecordedMessage? FindSaid(RecordedMessage recorded) =>
        _heard.FirstOrDefault(ours => ours.Kind == recorded.Kind && ours.Number == recorded.Number);

    /// <summary>True when our client has said it. Messages for an acknowledgement alone come when they must.</summary>
    public bool HasBeenSaid(RecordedMessage recorded) =>
        recorded.Kind is MessageKind.Acknowledgement or MessageKind.AckRequested || FindSaid(recorded) is not null;

    private void Handle(WireConnection connection, Message message)
    {
        using (message)
        {
            var heard = new RecordedMessage(message, _wires.Wsrm);
            _heard.Add(heard);
            var then = Said.FirstOrDefault(said => said.Kind == heard.Kind && said.Number == heard.Number);
            Learn(then?.MessageId, heard.MessageId);
            Learn(then?.Offer, heard.Offer);
        }

        while (_answers.TryPeek(out var answer)
            && Said.Take(answer.After).All(HasBeenSaid)
            && answer.Message.Acknowledged <= _heard.Max(heard => heard.Number))
        {
            _answers.Dequeue();
            connection.Deliver(answer.Message.WithNames(_names));
        }
    }

    private void Learn(string? recorded, string? ours)
    {
        if (recorded is not null && ours is not null)
        {
            _names[recorded] = ours;
        }
    }
}
