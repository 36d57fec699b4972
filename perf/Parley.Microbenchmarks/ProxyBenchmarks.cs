using System.Xml;
using BenchmarkDotNet.Attributes;
using Parley.Channels;
using Parley.Microbenchmarks.Memory;

namespace Parley.Microbenchmarks;

/// <summary>
/// The proxy alone: a call of the contract's method, over a channel in memory whose other side has the reply ready. No bytes: the body of
/// the request is not written, that of the reply is read.
/// </summary>
[MemoryDiagnoser]
public class ProxyBenchmarks : IDisposable
{
    private readonly Peer _peer = new();
    private ChannelFactory<IAdder> _factory = null!;
    private IAdder _proxy = null!;
    private MessageBuffer _added = null!;
    private MessageBuffer _addedLater = null!;

    /// <summary>The channel's shape: <c>request</c> as HTTP has it, <c>duplex</c> as net.tcp has it.</summary>
    [Params("request", "duplex")]
    public string Shape { get; set; } = "request";

    /// <summary>Opens the proxy.</summary>
    [GlobalSetup]
    public async Task SetupAsync()
    {
        _added = Reply("Add");
        _addedLater = Reply("AddLater");
        _peer.Answer = Answer;
        _peer.Sent = message => _peer.Messages.Put(Answer(message));
        var binding = new CustomBinding(new MemoryTransport(_peer, Shape == "duplex"));
        _factory = new ChannelFactory<IAdder>(binding, new EndpointAddress("memory://service/adder"));
        _proxy = _factory.CreateChannel();
        await ((IClientChannel)_proxy).OpenAsync();
        if (Add() + await AddLater() != 6)
        {
            throw new InvalidOperationException("The peer does not add.");
        }
    }

    /// <summary>Aborts the proxy.</summary>
    [GlobalCleanup]
    public void Dispose()
    {
        _factory.Abort();
        GC.SuppressFinalize(this);
    }

    /// <summary>A synchronous method.</summary>
    [Benchmark]
    public int Add() => _proxy.Add(1, 2);

    /// <summary>An asynchronous method.</summary>
    [Benchmark]
    public ValueTask<int> AddLater() => _proxy.AddLaterAsync(1, 2);

    private Message Answer(Message request)
    {
        var reply = (request.Headers.Action!.EndsWith("Later", StringComparison.Ordinal) ? _addedLater : _added).CreateMessage();
        reply.Headers.RelatesTo = request.Headers.MessageId;
        request.Close();
        return reply;
    }

    private static MessageBuffer Reply(string operation)
    {
        using var message = Message.CreateMessage(
            MessageVersion.Soap12WSAddressing10, $"urn:parley:bench/IAdder/{operation}Response", new SumBody(operation));
        return message.CreateBufferedCopy(int.MaxValue);
    }

    private sealed class SumBody(string operation) : BodyWriter(isBuffered: true)
    {
        protected override void OnWriteBodyContents(XmlDictionaryWriter writer)
        {
            writer.WriteStartElement(operation + "Response", "urn:parley:bench");
            writer.WriteElementString(operation + "Result", "urn:parley:bench", "3");
            writer.WriteEndElement();
        }
    }
}
