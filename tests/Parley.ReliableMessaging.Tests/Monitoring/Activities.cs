using System.Diagnostics;

namespace Parley.ReliableMessaging.Tests.Monitoring;

/// <summary>The activities that have ended. Those of other tests are among them.</summary>
internal sealed class Activities : IDisposable
{
    private readonly Lock _lock = new();
    private readonly List<Activity> _ended = [];
    private readonly List<(Func<Activity, bool> IsIt, TaskCompletionSource<Activity> Source)> _awaited = [];
    private readonly ActivityListener _listener;

    public Activities()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is SessionInstruments.Name or "test",
            Sample = static (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = Add,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>The first activity of a name with a tag, ended already or later.</summary>
    public Task<Activity> EndedAsync(string name, string tag, object? value) =>
        EndedAsync(activity => activity.OperationName == name && Equals(activity.GetTagItem("parley.reliable_messaging." + tag), value));

    /// <summary>The first activity that is the one, ended already or later.</summary>
    public Task<Activity> EndedAsync(Func<Activity, bool> isIt)
    {
        var source = new TaskCompletionSource<Activity>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (_ended.Find(activity => isIt(activity)) is { } known)
            {
                return Task.FromResult(known);
            }

            _awaited.Add((isIt, source));
        }

        return source.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    public void Dispose() => _listener.Dispose();

    private void Add(Activity activity)
    {
        lock (_lock)
        {
            _ended.Add(activity);
            foreach (var (isIt, source) in _awaited)
            {
                if (isIt(activity))
                {
                    source.TrySetResult(activity);
                }
            }
        }
    }
}
