namespace Parley.ReliableMessaging;

/// <summary>What a session counts, and what it tells of its messages to whoever runs it.</summary>
internal sealed class SessionRecord<T>
{
    private List<MessageEvent<T>>? _events;

    /// <summary>The numbers, which only grow.</summary>
    public SessionNumbers Numbers;

    /// <summary>True when messages that the session has dropped are to be told, because somebody must close them. Default false.</summary>
    public bool TellsDropped { get; set; }

    /// <summary>True when acknowledged and delivered messages are to be told, too. Default false.</summary>
    public bool TellsAll { get; set; }

    /// <summary>True when there is something to tell.</summary>
    public bool HasEvents => _events is { Count: > 0 };

    /// <summary>Takes what there is to tell, and leaves an empty list in its place.</summary>
    /// <param name="empty">The list to go on with; null to make one when it is needed.</param>
    public List<MessageEvent<T>> TakeEvents(List<MessageEvent<T>>? empty)
    {
        var events = _events!;
        _events = empty;
        return events;
    }

    /// <summary>A message goes out.</summary>
    public void NoteSent(in Transmission<T> transmission)
    {
        if (transmission.Kind != MessageKind.Message)
        {
            return;
        }

        if (transmission.Attempt > 1)
        {
            Numbers.Retransmitted++;
        }
        else
        {
            Numbers.Sent++;
        }
    }

    /// <summary>The peer has a message of this side.</summary>
    public void NoteAcknowledged(long number, T? payload, TimeSpan delay)
    {
        Numbers.Acknowledged++;
        if (TellsAll)
        {
            Tell(new(MessageFate.Acknowledged, number, payload, delay));
        }
    }

    /// <summary>Nobody will acknowledge a message of this side any more.</summary>
    public void NoteUnconfirmed(long number, T? payload)
    {
        if (TellsAll)
        {
            Tell(new(MessageFate.Unconfirmed, number, payload));
        }
    }

    /// <summary>A message arrived for the first time.</summary>
    public void NoteReceived() => Numbers.Received++;

    /// <summary>The application has taken a message.</summary>
    public void NoteDelivered(long number, T? payload)
    {
        Numbers.Delivered++;
        if (TellsAll)
        {
            Tell(new(MessageFate.Delivered, number, payload));
        }
    }

    /// <summary>A message is dropped.</summary>
    public void NoteDropped(MessageFate why, long number, T? payload)
    {
        if (why == MessageFate.Duplicate)
        {
            Numbers.Duplicates++;
        }

        if (TellsDropped)
        {
            Tell(new(why, number, payload));
        }
    }

    private void Tell(in MessageEvent<T> happened) => (_events ??= []).Add(happened);
}
