using System.Runtime.CompilerServices;
using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>
/// Reads a connection to its end. What is there already is fed to the sessions in one go; then the next receive is begun, and only then the
/// sessions go on, on the thread that brought the messages: that costs no change of threads, and whoever takes his time there holds up nobody.
/// </summary>
/// <remarks>
/// A message that somebody waits for is handed to him on the thread that reads, while the processor still has it at hand. Where the next has come
/// already, a second thread is asked for before: it goes on in this one's place, should the first not have come back yet.
/// </remarks>
/// <param name="channel">The connection.</param>
internal abstract class ConnectionPump(IDuplexChannel channel) : IThreadPoolWorkItem
{
    /// <summary>So many messages are fed before the sessions go on.</summary>
    private const int MostAtOnce = 32;

    private ConfiguredValueTaskAwaitable<Message?>.ConfiguredValueTaskAwaiter _receiving;
    private Action? _onReceived;
    private IFedSession? _fed;
    private HandedOver _handed;
    private bool _hasHanded;
    private Deputy? _deputy;

    // Who has left the reading to hand something over, by his ticket; 0 while somebody reads.
    private long _away;
    private long _tickets;

    /// <summary>The connection.</summary>
    public IDuplexChannel Channel => channel;

    /// <summary>True when a message may be handed over on the thread that reads.</summary>
    public bool HandsOverHere { get; private set; }

    /// <summary>A message was fed to a session, which is to go on. To be called by <see cref="TakeAsync"/> only.</summary>
    public void NoteFed(IFedSession session)
    {
        if (_fed is { } other && other != session)
        {
            GoOn(new Work { Fed = other }, isHere: false);
        }

        _fed = session;
    }

    /// <summary>Somebody waits for a message that was fed to a session. To be called by <see cref="TakeAsync"/> only, where <see cref="HandsOverHere"/> is true.</summary>
    public void HandOver(in HandedOver handed)
    {
        _handed = handed;
        _hasHanded = true;
    }

    /// <summary>Begins to read. Whoever gets a message goes on elsewhere, as long as this thread reads.</summary>
    protected void Start()
    {
        _onReceived = OnReceived;
        Read(isHere: false);
    }

    /// <summary>Feeds a message, which is this method's to close. Must not throw.</summary>
    /// <returns>Done when the next message may be read; nearly always at once.</returns>
    protected abstract ValueTask TakeAsync(Message message);

    /// <summary>There will be no more messages. Must not throw.</summary>
    /// <param name="failure">Why; null when the other side has said that it sends no more.</param>
    protected abstract void End(Exception? failure);

    /// <summary>What nobody has thought of has failed. Must not throw.</summary>
    protected abstract void NoteUnexpected(Exception failure);

    /// <summary>There was enough to feed at once, and the sessions go on meanwhile.</summary>
    void IThreadPoolWorkItem.Execute() => GoOnReading(hasReceived: false);

    private void OnReceived() => GoOnReading(hasReceived: true);

    /// <summary>Nobody waits for this thread: what fails on it ends the session that it failed for, or the connection, and not the process.</summary>
    private void GoOnReading(bool hasReceived)
    {
        HandsOverHere = true;
        try
        {
            if (!hasReceived || TryTake(_receiving))
            {
                Read(isHere: true);
            }
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            NoteUnexpected(exception);
            var work = Take();
            work.Fed?.Break(exception);
            if (work.HasHanded)
            {
                work.Handed.RunElsewhere();
            }

            End(exception);
        }
    }

    private void Read(bool isHere)
    {
        HandsOverHere = isHere;
        for (var count = 1; ; count++)
        {
            ConfiguredValueTaskAwaitable<Message?>.ConfiguredValueTaskAwaiter receiving;
            try
            {
                receiving = AwaiterOf(Channel.ReceiveAsync(CancellationToken.None));
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                GoOn(Take(), isHere: false);
                End(exception);
                return;
            }

            Work work;

            // Whoever brings the next message may be quicker than this thread.
            if (!receiving.IsCompleted)
            {
                work = Take();
                _receiving = receiving;
                receiving.UnsafeOnCompleted(_onReceived!);
                GoOn(work, isHere);
                return;
            }

            _receiving = receiving;
            if ((_hasHanded && !TryHandOver()) || !TryTake(_receiving))
            {
                return;
            }

            if (count >= MostAtOnce)
            {
                work = Take();
                ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
                GoOn(work, isHere);
                return;
            }
        }
    }

    /// <returns>False when another thread has gone on reading meanwhile.</returns>
    private bool TryHandOver()
    {
        var handed = _handed;
        _handed = default;
        _hasHanded = false;
        var ticket = ++_tickets;

        // In this order: a deputy who is on his way already either finds that this thread is away, or is asked once more. Else nobody might read.
        Interlocked.Exchange(ref _away, ticket);
        (_deputy ??= new Deputy(this)).Ask();
        Run(handed);
        return Interlocked.CompareExchange(ref _away, 0, ticket) == ticket;
    }

    /// <returns>False when this thread is not to read any more.</returns>
    private bool TryTake(ConfiguredValueTaskAwaitable<Message?>.ConfiguredValueTaskAwaiter receiving)
    {
        Message? message = null;
        Exception? failure = null;
        try
        {
            message = receiving.GetResult();
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            failure = exception;
        }

        if (message is null)
        {
            GoOn(Take(), isHere: false);
            End(failure);
            return false;
        }

        var taking = TakeAsync(message);
        if (taking.IsCompletedSuccessfully)
        {
            return true;
        }

        GoOn(Take(), isHere: false);
        _ = ReadAfterAsync(taking);
        return false;
    }

    private async Task ReadAfterAsync(ValueTask taking)
    {
        try
        {
            await taking.ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            NoteUnexpected(exception);
            End(exception);
            return;
        }

        GoOnReading(hasReceived: false);
    }

    /// <summary>What is to be done when another thread may read.</summary>
    private Work Take()
    {
        var work = new Work { Fed = _fed, Handed = _handed, HasHanded = _hasHanded };
        _fed = null;
        _handed = default;
        _hasHanded = false;
        return work;
    }

    private static ConfiguredValueTaskAwaitable<Message?>.ConfiguredValueTaskAwaiter AwaiterOf(ValueTask<Message?> task) =>
        task.ConfigureAwait(false).GetAwaiter();

    /// <summary>The others of the connection have nothing to do with the failure of one.</summary>
    private void GoOn(in Work work, bool isHere)
    {
        try
        {
            work.Fed?.GoOn(isHere && !work.HasHanded);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            NoteUnexpected(exception);
            work.Fed!.Break(exception);
        }

        if (!work.HasHanded)
        {
            return;
        }

        // Last: the service's code may run here, and take its time.
        if (isHere)
        {
            Run(work.Handed);
        }
        else
        {
            work.Handed.RunElsewhere();
        }
    }

    private void Run(in HandedOver handed)
    {
        try
        {
            handed.Run();
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            NoteUnexpected(exception);
        }
    }

    private struct Work
    {
        public IFedSession? Fed;
        public HandedOver Handed;
        public bool HasHanded;
    }

    /// <summary>
    /// Reads on for who has not come back from handing a message over. He looks twice: most come back before his second look, and a connection that
    /// stays with one thread keeps what it needs in that thread's processor.
    /// </summary>
    private sealed class Deputy(ConnectionPump pump) : IThreadPoolWorkItem
    {
        private bool _isAsked;
        private long _seen;

        /// <summary>He is to come, unless he is on his way.</summary>
        public void Ask()
        {
            if (!Volatile.Read(ref _isAsked))
            {
                Volatile.Write(ref _isAsked, true);
                ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
            }
        }

        void IThreadPoolWorkItem.Execute()
        {
            var away = Volatile.Read(ref pump._away);
            if (away != 0 && away != _seen)
            {
                _seen = away;
                ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
                return;
            }

            Volatile.Write(ref _isAsked, false);
            Interlocked.MemoryBarrier();
            away = Volatile.Read(ref pump._away);
            if (away == 0)
            {
                return;
            }

            if (away != _seen)
            {
                // Somebody has left just now, and may have counted on him.
                Ask();
            }
            else if (Interlocked.CompareExchange(ref pump._away, 0, away) == away)
            {
                pump.GoOnReading(hasReceived: true);
            }
        }
    }
}
