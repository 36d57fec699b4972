namespace Parley.ReliableMessaging;

/// <content>What becomes of messages: counted, and told to whoever runs the session.</content>
internal abstract partial class SessionEngine<T>
{
    private MessageFate? _dropped;

    /// <summary>What the session has counted, and what it tells of its messages.</summary>
    public SessionRecord<T> Record { get; } = new();

    /// <summary>Messages of this side that are not acknowledged, or not answered.</summary>
    public abstract int Unacknowledged { get; }

    /// <summary>The messages of the application among them: LastMessage of 1.0 is none.</summary>
    public virtual int Undelivered => Unacknowledged;

    /// <summary>Messages that have arrived and that the application has not taken.</summary>
    public virtual int Untaken => Incoming?.Held ?? 0;

    /// <summary>True when the application may take a message that came in a sequence. It may do so when the session has failed, too.</summary>
    public bool HasDelivery => Incoming is { Ready: > 0 };

    /// <summary>The next message for the application.</summary>
    public bool TryTakeDelivery(TimeSpan now, out Delivery<T> delivery)
    {
        if (!TryTake(now, out delivery))
        {
            return false;
        }

        if (delivery.HasPayload)
        {
            Record.NoteDelivered(delivery.Number, delivery.Payload);
        }

        return true;
    }

    /// <summary>True when an acknowledgement is to go out now by itself.</summary>
    public bool OwesAcknowledgement(TimeSpan now) => Incoming?.AcknowledgementDue <= now;

    /// <summary>Drops what has arrived and will never be taken.</summary>
    public virtual void DropUntaken() => Incoming?.DropUntaken();

    /// <summary>True where <see cref="HandleArrival"/> does not decide what becomes of a message.</summary>
    private protected virtual bool DecidesLater => false;

    /// <summary>A message arrives: so far nobody keeps it.</summary>
    private protected void NoteArriving() => _dropped = MessageFate.Refused;

    /// <summary>The message that arrived is held for the application.</summary>
    private protected void NoteKept()
    {
        _dropped = null;
        Record.NoteReceived();
    }

    /// <summary>The message that arrived had arrived before.</summary>
    private protected void NoteDuplicate() => _dropped = MessageFate.Duplicate;

    /// <summary>Tells of a message that was not kept.</summary>
    private protected void TellDropped(in Arrival<T> arrival)
    {
        if (arrival.Kind == MessageKind.Message && _dropped is { } why)
        {
            Record.NoteDropped(why, arrival.Number, arrival.Payload);
        }
    }

    /// <summary>Drops a message that came when nothing was waited for any more.</summary>
    private protected void DropLate(in Arrival<T> arrival)
    {
        NoteArriving();
        TellDropped(arrival);
    }

    /// <summary>The next message for the application.</summary>
    private protected virtual bool TryTake(TimeSpan now, out Delivery<T> delivery)
    {
        delivery = default;
        return Incoming is not null && Incoming.TryTake(now, out delivery);
    }
}
