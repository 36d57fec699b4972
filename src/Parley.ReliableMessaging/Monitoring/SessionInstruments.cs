using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;

namespace Parley.ReliableMessaging;

/// <summary>
/// The instruments of the meter <c>Parley.ReliableMessaging</c>. Source of the units: UCUM, as OpenTelemetry's conventions for metrics say.
/// </summary>
internal sealed class SessionInstruments
{
    /// <summary>The name of the meter, of the activity source, and of the log's category.</summary>
    public const string Name = "Parley.ReliableMessaging";

    private static readonly ConditionalWeakTable<IMeterFactory, SessionInstruments> s_byFactory = [];

    private readonly SideInstruments[] _sides;

    private SessionInstruments(Meter meter)
    {
        _sides =
        [
            new(this, SessionRole.Initiator, ReliableVersion.February2005),
            new(this, SessionRole.Initiator, ReliableVersion.V11),
            new(this, SessionRole.Responder, ReliableVersion.February2005),
            new(this, SessionRole.Responder, ReliableVersion.V11),
        ];
        _ = meter.CreateObservableUpDownCounter(
            "parley.reliable_messaging.sessions.open", Observe, "{session}", "Reliable sessions that are open, or are being closed.");
        Opened = meter.CreateCounter<long>(
            "parley.reliable_messaging.sessions.opened", "{session}", "Reliable sessions that were opened.");
        Faulted = meter.CreateCounter<long>(
            "parley.reliable_messaging.sessions.faulted", "{session}", "Reliable sessions that ended otherwise than by closing.");
        Sent = meter.CreateCounter<long>(
            "parley.reliable_messaging.messages.sent", "{message}", "Messages sent for the first time.");
        Delivered = meter.CreateCounter<long>(
            "parley.reliable_messaging.messages.delivered", "{message}", "Messages that the application has taken.");
        Retransmitted = meter.CreateCounter<long>(
            "parley.reliable_messaging.messages.retransmitted", "{message}", "Times that a message was sent again.");
        Duplicates = meter.CreateCounter<long>(
            "parley.reliable_messaging.messages.duplicates", "{message}", "Messages that arrived once more, and were dropped.");
        AcknowledgementDelay = meter.CreateHistogram(
            "parley.reliable_messaging.acknowledgement.delay",
            "s",
            "Time from the last sending of a message to its acknowledgement, or its answer.",
            tags: null,
            new InstrumentAdvice<double>
            {
                HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
            });
        WindowOccupancy = meter.CreateHistogram(
            "parley.reliable_messaging.window.occupancy",
            "1",
            "Part of the transfer window that is in use, each time a message is sent for the first time.",
            tags: null,
            new InstrumentAdvice<double>
            {
                HistogramBucketBoundaries = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1],
            });
    }

    /// <summary>The instruments of the process.</summary>
    public static SessionInstruments Default { get; } = new(new Meter(Name, Version));

    public Counter<long> Opened { get; }

    public Counter<long> Faulted { get; }

    public Counter<long> Sent { get; }

    public Counter<long> Delivered { get; }

    public Counter<long> Retransmitted { get; }

    public Counter<long> Duplicates { get; }

    public Histogram<double> AcknowledgementDelay { get; }

    public Histogram<double> WindowOccupancy { get; }

    internal static string? Version { get; } = typeof(SessionInstruments).Assembly.GetName().Version?.ToString(3);

    /// <summary>The instruments of a container's meters; the process's own without one.</summary>
    public static SessionInstruments Of(IMeterFactory? factory) =>
        factory is null ? Default : s_byFactory.GetValue(factory, static f => new(f.Create(new MeterOptions(Name) { Version = Version })));

    /// <summary>The instruments for sessions of one side and version.</summary>
    public SideInstruments For(SessionRole role, ReliableVersion version) =>
        Array.Find(_sides, side => side.Role == role && side.Version == version)!;

    private IEnumerable<Measurement<int>> Observe()
    {
        foreach (var side in _sides)
        {
            if (side.HasBeenUsed)
            {
                yield return new(side.Open, side.Tags);
            }
        }
    }
}
