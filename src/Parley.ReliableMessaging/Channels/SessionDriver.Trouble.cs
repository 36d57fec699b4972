using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <content>What the network does to a session, for whoever waits and is told in the end what it was.</content>
internal abstract partial class SessionDriver
{
    private TimeSpan _failedAt;

    /// <summary>The transport's last failure, for the exception of a session that ends by it.</summary>
    public Exception? LastFailure { get; private set; }

    /// <summary>The transport's last failure where nothing has come from the peer since; null when all is well.</summary>
    public Exception? Trouble => LastFailure is { } failure && _failedAt >= Engine.LastReceived ? failure : null;

    /// <summary>Why a call that is sent may have no answer; null where nothing is known.</summary>
    public string? WhyNotAnswered
    {
        get
        {
            if (Trouble is { } failure)
            {
                return $"The last failure was: {failure.Message}";
            }

            lock (Gate)
            {
                return Engine.Record.Numbers.Delivered != 0
                    ? null
                    : "Nothing has been answered in this session yet: its first operation may still be running, or the session waits for its turn because the service has as many as MaxConcurrentSessions allows.";
            }
        }
    }

    /// <summary>True when an error that nobody has thought of has ended the session.</summary>
    private bool IsBroken { get; set; }

    /// <summary>What a session that does not close in time waits for.</summary>
    public string WhyNotClosed
    {
        get
        {
            int undelivered;
            bool isHeard;
            lock (Gate)
            {
                undelivered = Engine.Undelivered;
                isHeard = !Engine.HasDestination || Engine.Destination > DestinationState.Open;
            }

            var what = undelivered == 1 ? "One message is not acknowledged: it may have arrived, or not."
                : undelivered != 0 ? $"{undelivered} messages are not acknowledged: they may have arrived, or not."
                : isHeard ? "The peer does not answer."
                : "The peer has not ended what it sends.";
            return Trouble is { } failure ? $"{what} The last failure was: {failure.Message}" : what;
        }
    }

    /// <summary>
    /// Something has failed that nobody has thought of, perhaps on a thread that nobody waits for: it ends the session, and is logged. What fails while
    /// the session is ended by it is logged only.
    /// </summary>
    /// <param name="failure">What has failed.</param>
    /// <param name="isSender">True when it was this thread's turn to send.</param>
    protected void HandleUnexpected(Exception failure, bool isSender = false)
    {
        Watch.Log.Unexpected(Watch.Role, failure);
        EndUnexpectedly(failure, isSender);
    }

    /// <summary>As <see cref="HandleUnexpected"/>, where it is logged already.</summary>
    protected void EndUnexpectedly(Exception failure, bool isSender = false)
    {
        bool isFirst;
        lock (Gate)
        {
            isFirst = !IsBroken;
            IsBroken = true;
            if (isSender)
            {
                _isSending = false;
            }
        }

        if (!isFirst)
        {
            return;
        }

        try
        {
            Break(failure is CommunicationException or TimeoutException
                ? failure
                : new CommunicationException($"The reliable session has failed by an error of this side's own: {failure.Message}", failure));
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            Watch.Log.Unexpected(Watch.Role, exception);
        }
    }

    /// <summary>Ends the session by something that the engine does not see.</summary>
    protected abstract void Break(Exception failure);

    /// <summary>The transport has failed to do something.</summary>
    protected void NoteFailure(Exception failure)
    {
        _failedAt = Now;
        LastFailure = failure;
    }
}
