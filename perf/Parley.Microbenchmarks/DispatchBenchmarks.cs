using System.Xml;
using BenchmarkDotNet.Attributes;
using Parley.Channels;
using Parley.Microbenchmarks.Memory;

namespace Parley.Microbenchmarks;

/// <summary>
/// The dispatcher alone: a request message comes out of a channel in memory, the operation runs, and its reply goes into the channel.
/// No bytes: the body of the request is read, that of the reply is not written.
/// </summary>
[MemoryDiagnoser]
public class DispatchBenchmarks : IDisposable
{
    private readonly Peer _peer = new();
    private readonly Slot<Message> _replies = new();
    private readonly UniqueId _id = new();
    private ServiceHost _host = null!;
    private MessageBuffer _add = null!;
    private MessageBuffer _addLater = null!;

    /// <summary>The channel's shape: <c>reply</c> as HTTP has it, <c>duplex</c> as net.tcp has it.</summary>
    [Params("reply", "duplex")]
    public string Shape { get; set; } = "reply";

    /// <summary>How long a service object lives.</summary>
    [Params(InstanceContextMode.Single, InstanceContextMode.PerCall)]
    public InstanceContextMode Instances { get; set; }

    private bool IsDuplex => Shape == "duplex";

    /// <summary>Opens the service.</summary>
    [GlobalSetup]
    public async Task SetupAsync()
    {
        _peer.Sent = _replies.Put;
        _host = new ServiceHost(typeof(Adder));
        _host.Description.Behaviors.Find<ServiceBehaviorAttribute>()!.InstanceContextMode = Instances;
        _host.AddServiceEndpoint(typeof(IAdder), new CustomBinding(new MemoryTransport(_peer, IsDuplex)), "memory://service/adder");
        await _host.OpenAsync();
        _add = Request("Add");
        _addLater = Request("AddLater");
        if (await Add() + await AddLater() != 6)
        {
            throw new InvalidOperationException("The service does not add.");
        }
    }

    /// <summary>Aborts the service.</summary>
    [GlobalCleanup]
    public void Dispose()
    {
        _host.Abort();
        GC.SuppressFinalize(this);
    }

    /// <summary>A synchronous operation.</summary>
    [Benchmark]
    public ValueTask<int> Add() => CallAsync(_add);

    /// <summary>An asynchronous operation that does not wait.</summary>
    [Benchmark]
    public ValueTask<int> AddLater() => CallAsync(_addLater);

    private async ValueTask<int> CallAsync(MessageBuffer request)
    {
        var message = request.CreateMessage();
        if (IsDuplex)
        {
            _peer.Messages.Put(message);
        }
        else
        {
            _peer.Requests.Put(new MemoryRequest(message, _replies));
        }

        using var reply = await _replies.TakeAsync();
        return reply is { IsFault: false } ? 3 : throw new InvalidOperationException("The service has answered with a fault.");
    }

    private MessageBuffer Request(string operation)
    {
        using var message = Message.CreateMessage(
            MessageVersion.Soap12WSAddressing10, $"urn:parley:bench/IAdder/{operation}", new AddBody(operation));
        message.Headers.To = new Uri("memory://service/adder");
        message.Headers.MessageId = _id;
        message.Headers.ReplyTo = new EndpointAddress(EndpointAddress.AnonymousUri);
        return message.CreateBufferedCopy(int.MaxValue);
    }

    private sealed class AddBody(string operation) : BodyWriter(isBuffered: true)
    {
        protected override void OnWriteBodyContents(XmlDictionaryWriter writer)
        {
            writer.WriteStartElement(operation, "urn:parley:bench");
            writer.WriteElementString("a", "urn:parley:bench", "1");
            writer.WriteElementString("b", "urn:parley:bench", "2");
            writer.WriteEndElement();
        }
    }
}
