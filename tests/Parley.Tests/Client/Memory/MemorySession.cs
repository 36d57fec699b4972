using System.Threading.Channels;
using Parley.Channels;

namespace Parley.Tests.Client.Memory;

/// <summary>The peer's end of one duplex channel.</summary>
public sealed class MemorySession(MemoryPeer peer)
{
    private readonly Channel<Message> _toPeer = Channel.CreateUnbounded<Message>();
    private readonly Channel<Message> _toClient = Channel.CreateUnbounded<Message>();

    internal Task? Answering { get; private set; }

    /// <summary>The client has ended its half.</summary>
    public Task ClientEnded => _toPeer.Reader.Completion;

    /// <summary>Whether the peer ends its half when the client has; default true.</summary>
    public bool EndsWithClient { get; set; } = true;

    public async Task<Message> ReceiveAsync() => await _toPeer.Reader.ReadAsync();

    public void Send(Message message) => _toClient.Writer.TryWrite(message);

    /// <summary>Sends a reply to a request.</summary>
    public void Reply(Message request, Message reply)
    {
        reply.Headers.RelatesTo = request.Headers.MessageId;
        Send(reply);
    }

    public void End() => _toClient.Writer.TryComplete();

    public void Fail(Exception exception) => _toClient.Writer.TryComplete(exception);

    /// <summary>The client's channel fails, and whoever reads it is not told yet.</summary>
    public Action<Exception> BreakChannel { get; internal set; } = static _ => { };

    internal void Take(Message message)
    {
        if (!_toPeer.Writer.TryWrite(peer.Transfer(message)))
        {
            throw new CommunicationException("The session has ended.");
        }
    }

    internal void EndByClient()
    {
        _toPeer.Writer.TryComplete();
        if (EndsWithClient && !peer.AnswersByItself)
        {
            End();
        }
    }

    internal async ValueTask<Message?> ToClientAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _toClient.Reader.WaitToReadAsync(cancellationToken) && _toClient.Reader.TryRead(out var message) ? message : null;
        }
        catch (ChannelClosedException exception)
        {
            throw exception.InnerException!;
        }
    }

    internal void StartAnswering()
    {
        if (peer.AnswersByItself)
        {
            Answering = AnswerAllAsync();
        }
    }

    private async Task AnswerAllAsync()
    {
        await foreach (var message in _toPeer.Reader.ReadAllAsync())
        {
            _ = AnswerAsync(message);
        }

        if (EndsWithClient)
        {
            End();
        }
    }

    private async Task AnswerAsync(Message request)
    {
        if (await peer.Answer(request) is { } reply)
        {
            Reply(request, reply);
        }
    }
}
