using System.Diagnostics;

namespace Parley.LoadBench;

/// <summary>How long each row is warmed up and measured. A quick run shares what is left of its time among the rows to come.</summary>
/// <param name="options">What was asked for.</param>
internal sealed class Pace(BenchOptions options)
{
    /// <summary>A quick run ends within 50 seconds; the rest is for starting, and for a last row that takes longer.</summary>
    private static readonly TimeSpan _quickRun = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan _shortest = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan _longest = TimeSpan.FromMilliseconds(500);

    private readonly Stopwatch _run = Stopwatch.StartNew();
    private int _rowsToCome = options.Scenarios.Count * options.Bytes.Count * options.Callers.Count;
    private TimeSpan _beside = TimeSpan.FromMilliseconds(60);

    /// <summary>Measures the next row.</summary>
    /// <param name="measure">Measures a row: with a time to warm up, and one for each stretch.</param>
    public async Task<Row> NextAsync(Func<TimeSpan, TimeSpan, Task<Row>> measure)
    {
        var stretch = Stretch();
        var warmUp = options.IsQuick ? stretch / 2 : options.WarmUp;
        var began = _run.Elapsed;
        var row = await measure(warmUp, stretch);

        // Opening and closing the callers takes its time, too: the next rows count on it.
        _beside = ((_beside * 3) + (_run.Elapsed - began) - (2 * warmUp) - (2 * options.Rounds * stretch)) / 4;
        _rowsToCome--;
        return row;
    }

    private TimeSpan Stretch()
    {
        if (!options.IsQuick)
        {
            return options.Stretch;
        }

        // A row has both sides: warmed up half a stretch each, then a stretch a round.
        var stretch = (((_quickRun - _run.Elapsed) / _rowsToCome) - _beside) / (1 + (2 * options.Rounds));
        return stretch < _shortest ? _shortest : stretch > _longest ? _longest : stretch;
    }
}
