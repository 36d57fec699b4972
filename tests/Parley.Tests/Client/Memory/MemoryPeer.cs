using Parley.Channels;

namespace Parley.Tests.Client.Memory;

/// <summary>The other side of memory channels: it counts what clients do, and answers as a test says.</summary>
public sealed class MemoryPeer
{
    private readonly List<MemorySession> _sessions = [];
    private readonly TaskCompletionSource<MemorySession> _firstSession = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _opens;

    /// <summary>Runs when a channel opens; may wait or throw.</summary>
    public Func<CancellationToken, ValueTask> OnOpen { get; set; } = static _ => default;

    /// <summary>Answers a request; null for no reply. On duplex channels RelatesTo is added.</summary>
    public Func<Message, ValueTask<Message?>> Answer { get; set; } = static _ => new ValueTask<Message?>((Message?)null);

    /// <summary>When false, messages of duplex channels wait in <see cref="MemorySession"/> for the test.</summary>
    public bool AnswersByItself { get; set; } = true;

    /// <summary>The requests that came, as copies.</summary>
    public List<MessageBuffer> Requests { get; } = [];

    public int Opens => _opens;

    public int Closes { get; set; }

    public int Aborts { get; set; }

    public Task<MemorySession> FirstSession => _firstSession.Task;

    public MemorySession[] Sessions
    {
        get
        {
            lock (_sessions)
            {
                return [.. _sessions];
            }
        }
    }

    public Message Request(int index)
    {
        lock (Requests)
        {
            return Requests[index].CreateMessage();
        }
    }

    internal async ValueTask OpenAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _opens);
        await OnOpen(cancellationToken);
    }

    internal void Add(MemorySession session)
    {
        lock (_sessions)
        {
            _sessions.Add(session);
        }

        _firstSession.TrySetResult(session);
    }

    /// <summary>What a transport would do by encoding: the receiver's message owes nothing to the sender's.</summary>
    internal Message Transfer(Message message)
    {
        var buffer = message.CreateBufferedCopy(int.MaxValue);
        lock (Requests)
        {
            Requests.Add(buffer);
        }

        return buffer.CreateMessage();
    }
}
