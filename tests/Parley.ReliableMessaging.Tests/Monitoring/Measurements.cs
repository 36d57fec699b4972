using System.Diagnostics.Metrics;

namespace Parley.ReliableMessaging.Tests.Monitoring;

/// <summary>A meter factory of a test's own, and what is measured with its meters.</summary>
internal sealed class Measurements : IMeterFactory
{
    private const string Prefix = "parley.reliable_messaging.";

    private readonly Lock _lock = new();
    private readonly List<Measured> _all = [];
    private readonly List<(Func<bool> IsDone, TaskCompletionSource Source)> _awaited = [];
    private readonly MeterListener _listener = new();
    private readonly List<Meter> _meters = [];

    /// <param name="isHeard">False: nobody listens.</param>
    public Measurements(bool isHeard = true)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (isHeard && instrument.Meter.Scope == this)
            {
                Assert.Equal(SessionInstruments.Name, instrument.Meter.Name);
                Assert.StartsWith(Prefix, instrument.Name, StringComparison.Ordinal);
                Assert.NotNull(instrument.Description);
                Units[instrument.Name[Prefix.Length..]] = instrument.Unit;
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>The units of the instruments.</summary>
    public Dictionary<string, string?> Units { get; } = [];

    public Meter Create(MeterOptions options)
    {
        options.Scope = this;
        var meter = new Meter(options);
        _meters.Add(meter);
        return meter;
    }

    /// <summary>The measurements of an instrument, on one side.</summary>
    public Measured[] Of(string instrument, string role)
    {
        lock (_lock)
        {
            return [.. _all.Where(measured => measured.Instrument == instrument && measured.Tags["role"] == role)];
        }
    }

    /// <summary>What a counter has counted, on one side.</summary>
    public double Sum(string instrument, string role) => Of(instrument, role).Sum(measured => measured.Value);

    /// <summary>What an instrument that is asked says now, on one side.</summary>
    public double Observe(string instrument, string role)
    {
        _listener.RecordObservableInstruments();
        return Of(instrument, role)[^1].Value;
    }

    /// <summary>Done when a counter has counted so much.</summary>
    public Task CountedAsync(string instrument, string role, double sum) => WhenAsync(() => Sum(instrument, role) >= sum);

    /// <summary>Done when an instrument has measured so often.</summary>
    public Task MeasuredAsync(string instrument, string role, int times) => WhenAsync(() => Of(instrument, role).Length >= times);

    public void Dispose()
    {
        _listener.Dispose();
        _meters.ForEach(static meter => meter.Dispose());
    }

    private Task WhenAsync(Func<bool> isDone)
    {
        var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            _awaited.Add((isDone, source));
            Check();
        }

        return source.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var byName = new Dictionary<string, string?>();
        foreach (var tag in tags)
        {
            byName.Add(tag.Key, tag.Value as string);
        }

        lock (_lock)
        {
            _all.Add(new Measured(instrument.Name[Prefix.Length..], value, byName));
            Check();
        }
    }

    private void Check()
    {
        foreach (var (isDone, source) in _awaited)
        {
            if (isDone())
            {
                source.TrySetResult();
            }
        }
    }

    internal sealed record Measured(string Instrument, double Value, Dictionary<string, string?> Tags);
}
