using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <content>
/// How a session is seen from outside. What there is to tell is found with the lock held, and told without it, by one thread at a time and in order.
/// </content>
internal abstract partial class SessionDriver
{
    private SessionNumbers _told;
    private List<MessageEvent<SessionPayload>>? _spareEvents;
    private Activity? _activity;
    private Stage _stage;
    private Stage _stageTold;
    private bool _wasOpen;
    private bool _isTelling;
    private SessionEnd _end;
    private string? _reason;

    private enum Stage
    {
        Unseen,
        Begun,
        Open,
        Ended,
    }

    /// <summary>The next of the sessions of one factory or listener; the list's own.</summary>
    internal SessionDriver? Next { get; set; }

    /// <summary>The one before.</summary>
    internal SessionDriver? Previous { get; set; }

    /// <summary>Where the session is seen.</summary>
    protected SessionWatch Watch { get; }

    /// <summary>The other side's address.</summary>
    protected abstract Uri PeerAddress { get; }

    /// <summary>Where the other side's first message came from; null where that is not known.</summary>
    protected virtual RemoteEndpointMessageProperty? PeerEndpoint => null;

    /// <summary>The address that the other side's messages come to; null where there is none.</summary>
    protected virtual Uri? ListenAddress => null;

    /// <summary>What broke the session, where the engine did not see it; null for nothing.</summary>
    protected virtual Exception? Breach => null;

    /// <summary>The name of the session in logs: both sides know it.</summary>
    protected string? SessionName => Engine.Role == SessionRole.Initiator ? Engine.OutputIdentifier : Engine.InputIdentifier;

    /// <summary>The other side in logs: an address without user name and query, which may be secrets.</summary>
    protected string Peer => PeerEndpoint is { } endpoint ? Show(endpoint) : Show(PeerAddress);

    /// <summary>An address as it is shown.</summary>
    internal static string Show(Uri address) => address.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);

    /// <summary>Where a message came from, as it is shown.</summary>
    internal static string Show(RemoteEndpointMessageProperty endpoint) =>
        endpoint.Port == 0 ? endpoint.Address : $"{endpoint.Address}:{endpoint.Port}";

    /// <summary>A message is given to the session: its activity begins, where somebody listens.</summary>
    protected void NoteGiven(SessionPayload payload)
    {
        if (SessionActivities.AreWanted)
        {
            payload.Trace = SessionActivities.StartSend(_activity);
        }
    }

    /// <summary>The session has not taken a message that was given to it: its activity ends. Without the lock.</summary>
    protected static void NoteNotTaken(SessionPayload payload)
    {
        if (payload.Trace is not Activity activity)
        {
            return;
        }

        payload.Trace = null;
        try
        {
            SessionActivities.StopNotTaken(activity);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // As in Tell.
        }
    }

    /// <summary>A message has arrived: its activity begins, where somebody listens.</summary>
    /// <param name="payload">The message; null for none.</param>
    /// <param name="flow">The context in which it arrived; null for this one.</param>
    protected static void NoteArrived(SessionPayload? payload, ExecutionContext? flow = null)
    {
        if (payload is null || !SessionActivities.AreWanted)
        {
            return;
        }

        payload.Trace = SessionActivities.Arrive(flow);
    }

    /// <summary>Nobody will take a message that has arrived: it is closed.</summary>
    protected virtual void Discard(SessionPayload payload) => payload.Discard();

    /// <summary>Something goes out. Without the lock.</summary>
    /// <param name="transmission">What.</param>
    /// <param name="unacknowledged">Messages that wait to be acknowledged.</param>
    private void TellTransmission(in Transmission<SessionPayload> transmission, int unacknowledged)
    {
        if (transmission.Kind != MessageKind.Message)
        {
            return;
        }

        try
        {
            if (transmission.Attempt > 1)
            {
                Watch.Log.Retransmitted(Watch.Role, SessionName, transmission.Number, transmission.Attempt);
            }
            else if (Watch.Meter.WantsWindow)
            {
                Watch.Meter.RecordWindow(unacknowledged, Engine.Settings.MaxTransferWindowSize);
            }
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // As in Tell.
        }
    }

    /// <summary>True when somebody wants to know of each message.</summary>
    protected bool IsCounted => Watch.Meter.WantsNumbers || Watch.WantsMessages;

    /// <summary>Looks whether there is something to tell. With the lock held.</summary>
    /// <returns>True when this thread is to tell it, by <see cref="Tell"/>.</returns>
    private bool Look()
    {
        var record = Engine.Record;
        record.TellsDropped = true;
        record.TellsAll = Watch.WantsMessages;
        MoveStage();
        if (_isTelling)
        {
            return false;
        }

        var hasNumbers = false;
        if (Watch.Meter.WantsNumbers)
        {
            hasNumbers = record.Numbers != _told;
        }
        else
        {
            _told.Take(record.Numbers);
        }

        return _isTelling = _stage != _stageTold || record.HasEvents || hasNumbers;
    }

    private void MoveStage()
    {
        var state = Engine.State;
        if (_stage == Stage.Unseen && state != SessionState.Created && Engine.Outcome is null)
        {
            _stage = Stage.Begun;
            Watch.Sessions.Add(this);
        }

        if (_stage == Stage.Begun && state is not (SessionState.Created or SessionState.Opening or SessionState.Faulted))
        {
            _stage = Stage.Open;
            _wasOpen = true;
        }

        if (Engine.Outcome is { } outcome)
        {
            EndStage(outcome.End, outcome.Reason);
        }
    }

    /// <summary>The session is seen no longer. With the lock held.</summary>
    private void EndStage(SessionEnd end, string reason)
    {
        if (_stage is Stage.Begun or Stage.Open)
        {
            _stage = Stage.Ended;
            _end = end;
            _reason = reason;
            Watch.Sessions.Remove(this);
        }
    }

    /// <summary>No more will happen: whatever was not seen to end ends now. With the lock held.</summary>
    private void EndWatching()
    {
        if (Engine.IsSettled)
        {
            EndStage(SessionEnd.Closed, SessionOutcome.Closed.Reason);
        }
        else
        {
            EndStage(SessionEnd.Aborted, "The reliable session was given up.");
        }
    }

    /// <summary>Tells what there is to tell. Without the lock.</summary>
    private void Tell()
    {
        while (true)
        {
            Stage stage;
            SessionNumbers more;
            List<MessageEvent<SessionPayload>>? events = null;
            lock (Gate)
            {
                var record = Engine.Record;
                stage = _stage;
                more = record.Numbers.Since(_told);
                _told = record.Numbers;
                if (record.HasEvents)
                {
                    events = record.TakeEvents(_spareEvents);
                    _spareEvents = null;
                }

                if (stage == _stageTold && events is null && more == default)
                {
                    _isTelling = false;
                    return;
                }
            }

            try
            {
                Watch.Meter.Count(more);
                TellBeginning(stage);
                if (events is not null)
                {
                    TellFates(events);
                }

                TellEnd(stage);
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                // Whoever watches a session is not to break it.
            }

            _stageTold = stage;
            if (events is not null)
            {
                DiscardDropped(events);
                events.Clear();
                _spareEvents = events;
            }
        }
    }

    private void DiscardDropped(List<MessageEvent<SessionPayload>> events)
    {
        foreach (var happened in events)
        {
            if (happened is { Payload: { } payload, Fate: MessageFate.Duplicate or MessageFate.Refused or MessageFate.Undelivered })
            {
                Discard(payload);
            }
        }
    }

    private void TellFates(List<MessageEvent<SessionPayload>> events)
    {
        foreach (var (fate, number, payload, delay) in events)
        {
            switch (fate)
            {
                case MessageFate.Acknowledged:
                    Watch.Meter.RecordDelay(delay);
                    StopSend(payload, number, isAcknowledged: true);
                    break;
                case MessageFate.Unconfirmed:
                    StopSend(payload, number, isAcknowledged: false);
                    break;
                case MessageFate.Delivered when payload?.Trace is MessageArrival arrival:
                    SessionActivities.Delivered(_activity, arrival, number);
                    break;
                case MessageFate.Duplicate:
                    Watch.Log.DuplicateDropped(Watch.Role, SessionName, number);
                    break;
                case MessageFate.Refused:
                    Watch.Log.MessageDropped(Watch.Role, SessionName, number);
                    break;
                default:
                    break;
            }
        }
    }

    private static void StopSend(SessionPayload? payload, long number, bool isAcknowledged)
    {
        if (payload?.Trace is Activity activity)
        {
            payload.Trace = null;
            SessionActivities.StopSend(activity, number, isAcknowledged);
        }
    }

    private void TellBeginning(Stage stage)
    {
        if (_stageTold < Stage.Begun && stage >= Stage.Begun && SessionActivities.AreWanted)
        {
            _activity = SessionActivities.StartSession(Engine.Role, Engine.Settings.Version, Peer);
        }

        if (_stageTold >= Stage.Open || stage < Stage.Open || !_wasOpen)
        {
            return;
        }

        Watch.Meter.CountOpened();
        if (_activity is not null)
        {
            SessionActivities.TellOpened(_activity, Engine.OutputIdentifier, Engine.InputIdentifier);
        }

        if (Watch.Log.IsEnabled(LogLevel.Debug))
        {
            Watch.Log.Opened(SessionName, Peer, Watch.Role, (string)Watch.Meter.Tags[1].Value!);
        }
    }

    private void TellEnd(Stage stage)
    {
        if (_stageTold == Stage.Ended || stage != Stage.Ended)
        {
            return;
        }

        var end = IsBroken ? SessionEndNames.OwnError : SessionEndNames.Of(_end, Breach, _wasOpen);
        if (_wasOpen)
        {
            Watch.Meter.CountClosed();
        }

        var reason = _end == SessionEnd.Closed ? null : Breach?.Message ?? _reason;
        if (reason is not null)
        {
            Watch.Meter.CountFaulted(end);
        }

        if (_activity is { } activity)
        {
            _activity = null;
            SessionActivities.StopSession(activity, end, reason);
        }

        LogEnd(end, reason);
    }

    private void LogEnd(string end, string? reason)
    {
        if (reason is null)
        {
            if (Watch.Log.IsEnabled(LogLevel.Debug))
            {
                var numbers = _told;
                Watch.Log.Closed(
                    Watch.Role, SessionName, Peer, Now, numbers.Sent, numbers.Retransmitted, numbers.Delivered, numbers.Duplicates);
            }
        }
        else if (end == "aborted")
        {
            Watch.Log.Aborted(Watch.Role, SessionName, Peer);
        }
        else
        {
            Watch.Log.Faulted(Watch.Role, Breach ?? LastFailure, SessionName, Peer, end, SessionEndNames.SettingOf(_end, _wasOpen), reason);
        }
    }
}
