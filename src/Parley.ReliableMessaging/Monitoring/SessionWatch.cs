using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>Where the sessions of one channel factory or listener are seen: its monitor, its log, and the meter.</summary>
internal sealed class SessionWatch
{
    private SessionWatch(SideInstruments meter, ReliableLog log, SessionMonitor? above)
    {
        Meter = meter;
        Log = log;
        Sessions = new SessionList(above);
    }

    /// <summary>The measurements.</summary>
    public SideInstruments Meter { get; }

    /// <summary>The side of these sessions, as logs call it.</summary>
    public string Role => (string)Meter.Tags[0].Value!;

    /// <summary>The log.</summary>
    public ReliableLog Log { get; }

    /// <summary>The sessions that live.</summary>
    public SessionList Sessions { get; }

    /// <summary>True when somebody wants to know what becomes of each message.</summary>
    public bool WantsMessages => Meter.WantsDelays || SessionActivities.AreWanted;

    /// <summary>Finds the log, the meters and the monitor among the parameters; without them: no log, the meter of the process, no other monitor.</summary>
    public static SessionWatch Create(BindingParameterCollection parameters, SessionRole role, ReliableVersion version)
    {
        var loggers = parameters.Find<ILoggerFactory>() ?? NullLoggerFactory.Instance;
        return new(
            SessionInstruments.Of(parameters.Find<IMeterFactory>()).For(role, version),
            new ReliableLog(new QuietLogger(loggers.CreateLogger(SessionInstruments.Name))),
            parameters.Find<SessionMonitor>());
    }
}
