namespace Parley.ReliableMessaging;

/// <summary>A request of <see cref="OutgoingRequests{T}"/>, from when it is taken until it is answered.</summary>
internal sealed class OutgoingRequest<T>
{
    /// <summary>Its number.</summary>
    public long Number { get; init; }

    /// <summary>The message; nothing once it is answered.</summary>
    public T? Payload { get; set; }

    /// <summary>True when no reply is expected.</summary>
    public bool IsOneWay { get; init; }

    /// <summary>How often it had an empty response.</summary>
    public int EmptyAnswers { get; set; }

    /// <summary>How often it went out.</summary>
    public int Attempts { get; set; }

    /// <summary>How often the timer had it repeated since the peer last showed that it lives.</summary>
    public int Retries { get; set; }

    /// <summary>When the wait began that ends with the next repeat that counts; null until it goes out again.</summary>
    public TimeSpan? CountsFrom { get; set; }

    /// <summary>How often the network lost it, or its response.</summary>
    public int Failures { get; set; }

    /// <summary>Exchanges that have not come to an end.</summary>
    public int OpenExchanges { get; set; }

    /// <summary>How often its timer has doubled.</summary>
    public int Doublings { get; set; }

    /// <summary>When it went out last.</summary>
    public TimeSpan WrittenAt { get; set; }

    /// <summary>When it is to go out again; null when it is about to.</summary>
    public TimeSpan? Due { get; set; }

    /// <summary>True when its timer is one that does not count as a retry.</summary>
    public bool IsQuick { get; set; }

    /// <summary>True when the peer had no room for it.</summary>
    public bool IsDropped { get; set; }

    /// <summary>True while it is being written.</summary>
    public bool IsWriting { get; set; }

    /// <summary>True when its response has come.</summary>
    public bool IsAnswered { get; set; }
}
