using System.Diagnostics;

namespace Parley.ReliableMessaging;

/// <summary>
/// The activities of sessions and their messages. A session is a trace of its own, because it outlives the operation that opens it; its
/// messages are parts of it and link to the operations that sent or brought them. Source: OpenTelemetry, links between spans.
/// </summary>
internal static class SessionActivities
{
    private const string Session = "Parley.ReliableSession";
    private const string Send = "Parley.ReliableSend";
    private const string Deliver = "Parley.ReliableDeliver";
    private const string Prefix = "parley.reliable_messaging.";

    private static readonly ActivitySource s_source = new(SessionInstruments.Name, SessionInstruments.Version);

    /// <summary>True when somebody listens.</summary>
    public static bool AreWanted => s_source.HasListeners();

    /// <summary>A session begins.</summary>
    public static Activity? StartSession(SessionRole role, ReliableVersion version, string peer)
    {
        var current = Activity.Current;
        try
        {
            Activity.Current = null;
            return s_source.StartActivity(
                role == SessionRole.Initiator ? ActivityKind.Client : ActivityKind.Server,
                tags:
                [
                    new($"{Prefix}role", role == SessionRole.Initiator ? "client" : "service"),
                    new($"{Prefix}version", version == ReliableVersion.V11 ? "1.1" : "1.0"),
                    new($"{Prefix}peer", peer),
                ],
                links: LinkTo(current?.Context ?? default),
                name: Session);
        }
        finally
        {
            Activity.Current = current;
        }
    }

    /// <summary>A session is open: its sequences are known.</summary>
    public static void TellOpened(Activity session, string? output, string? input)
    {
        if (output is not null)
        {
            session.SetTag($"{Prefix}output_sequence", output);
        }

        if (input is not null)
        {
            session.SetTag($"{Prefix}input_sequence", input);
        }
    }

    /// <summary>A session has ended.</summary>
    /// <param name="session">Its activity.</param>
    /// <param name="end">How.</param>
    /// <param name="failure">Why, where it has failed.</param>
    public static void StopSession(Activity session, string end, string? failure)
    {
        session.SetTag($"{Prefix}end", end);
        if (failure is not null)
        {
            session.SetStatus(ActivityStatusCode.Error, failure);
        }

        Stop(session);
    }

    /// <summary>The application has given a message to a session.</summary>
    public static Activity? StartSend(Activity? session)
    {
        var current = Activity.Current;
        try
        {
            return session is null
                ? s_source.StartActivity(Send, ActivityKind.Producer)
                : s_source.StartActivity(ActivityKind.Producer, session.Context, links: LinkTo(current?.Context ?? default), name: Send);
        }
        finally
        {
            Activity.Current = current;
        }
    }

    /// <summary>What has become of a message that was given to a session.</summary>
    public static void StopSend(Activity message, long number, bool isAcknowledged)
    {
        message.SetTag($"{Prefix}message_number", number);
        if (!isAcknowledged)
        {
            message.SetStatus(ActivityStatusCode.Error, "The session ended, and the message was not acknowledged.");
        }

        Stop(message);
    }

    /// <summary>A message that was given to a session was not taken, and never sent.</summary>
    public static void StopNotTaken(Activity message)
    {
        message.SetStatus(ActivityStatusCode.Error, "The session did not take the message.");
        Stop(message);
    }

    /// <summary>A message arrives.</summary>
    /// <param name="flow">The context in which it arrives; null for this one.</param>
    public static MessageArrival Arrive(ExecutionContext? flow)
    {
        var operation = Activity.Current;
        if (flow is not null)
        {
            ExecutionContext.Run(flow, _ => operation = Activity.Current, null);
        }

        return new MessageArrival(DateTimeOffset.UtcNow, operation?.Context ?? default);
    }

    /// <summary>The application has taken a message that arrived some time ago.</summary>
    public static void Delivered(Activity? session, MessageArrival arrival, long number)
    {
        var current = Activity.Current;
        try
        {
            using var activity = s_source.StartActivity(
                ActivityKind.Consumer,
                session?.Context ?? arrival.Operation,
                tags: [new($"{Prefix}message_number", number)],
                links: session is null ? null : LinkTo(arrival.Operation),
                startTime: arrival.Time,
                name: Deliver);
        }
        finally
        {
            Activity.Current = current;
        }
    }

    private static ActivityLink[]? LinkTo(ActivityContext operation) => operation == default ? null : [new(operation)];

    /// <summary>Stopping sets the current activity: here to what it was.</summary>
    private static void Stop(Activity activity)
    {
        var current = Activity.Current;
        activity.Stop();
        Activity.Current = current;
    }
}

/// <summary>When and within which operation a message arrived.</summary>
/// <param name="Time">When.</param>
/// <param name="Operation">The operation; nothing where there is none.</param>
internal sealed record MessageArrival(DateTimeOffset Time, ActivityContext Operation);
