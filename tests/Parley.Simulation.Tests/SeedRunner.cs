using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Parley.Simulation.Tests;

/// <summary>Consecutive seeds.</summary>
internal readonly record struct SeedRange(int From, int Count)
{
    /// <summary>Reads --seeds N and --from S; null when --seeds is not there.</summary>
    public static SeedRange? TryParse(string[] args) =>
        ValueOf(args, "--seeds") is { } count ? new(ValueOf(args, "--from") ?? 1, count) : null;

    /// <summary>Reads the environment variables PARLEY_SEEDS and PARLEY_SEED_FROM.</summary>
    public static SeedRange FromEnvironment(int defaultCount) => new(
        Number(Environment.GetEnvironmentVariable("PARLEY_SEED_FROM")) ?? 1,
        Number(Environment.GetEnvironmentVariable("PARLEY_SEEDS")) ?? defaultCount);

    private static int? ValueOf(string[] args, string name)
    {
        var index = Array.IndexOf(args, name);
        return index < 0 || index + 1 == args.Length ? null : Number(args[index + 1]);
    }

    private static int? Number(string? text) => int.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : null;
}

/// <summary>Runs seeds side by side and collects those that fail.</summary>
internal static class SeedRunner
{
    public static IReadOnlyList<string> Run(SeedRange range, TextWriter output)
    {
        var failures = new ConcurrentBag<string>();
        var outcomes = new ConcurrentDictionary<string, int>();
        var watch = Stopwatch.StartNew();
        long steps = 0;
        Parallel.For(
            range.From,
            range.From + range.Count,
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount },
            seed =>
            {
                var plan = Plan.FromSeed(seed);
                var simulation = Simulation.Create(plan);
                try
                {
                    var result = simulation.Run();
                    outcomes.AddOrUpdate(result, 1, static (_, count) => count + 1);
                }
                catch (Exception exception) when (exception is not OutOfMemoryException)
                {
                    var what = exception is SimulationFailedException ? exception.Message : exception.ToString();
                    failures.Add($"seed {seed}: {what}\n  plan: {plan}\n  replay: Parley.Simulation.Tests --seeds 1 --from {seed}");
                }

                Interlocked.Add(ref steps, simulation.Steps);
            });

        foreach (var failure in failures.Take(3))
        {
            output.WriteLine(failure);
        }

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{range.Count} seeds from {range.From}, {steps} steps, {watch.Elapsed.TotalSeconds:0.0} s, {failures.Count} failed"));
        if (range.Count == 1)
        {
            output.WriteLine(Plan.FromSeed(range.From));
        }

        foreach (var (outcome, count) in outcomes.OrderByDescending(static pair => pair.Value))
        {
            output.WriteLine($"  {count,7} {outcome}");
        }

        return [.. failures];
    }
}
