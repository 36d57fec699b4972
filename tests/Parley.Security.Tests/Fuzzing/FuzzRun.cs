using System.Diagnostics;
using System.Globalization;

namespace Parley.Security.Tests.Fuzzing;

/// <summary>
/// Which mutants are tried: those of consecutive numbers from a fixed one on, always the same ones. The environment
/// says otherwise: <c>PARLEY_FUZZ_SECONDS</c> for how long to go on with each kind of message, <c>PARLEY_FUZZ_FROM</c> the first number,
/// <c>PARLEY_FUZZ_SEED</c> the only one.
/// </summary>
internal static class FuzzRun
{
    private const int FirstSeed = 20261121;
    private const int LeastCount = 80;

    private static int? Only => Read("PARLEY_FUZZ_SEED") is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;

    private static int First => Read("PARLEY_FUZZ_FROM") is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : FirstSeed;

    private static double Seconds => Read("PARLEY_FUZZ_SECONDS") is { } text ? double.Parse(text, CultureInfo.InvariantCulture) : 0;

    /// <summary>Tries mutants one after the other. A failure, and a mutant that never ends, names its number.</summary>
    /// <param name="tryOneAsync">Tries the mutant of a number.</param>
    /// <returns>How many were tried.</returns>
    public static async Task<int> RunAsync(Func<int, Task> tryOneAsync)
    {
        var seed = Only ?? First;
        var count = 0;
        var clock = Stopwatch.StartNew();
        var trying = Task.Run(async () =>
        {
            for (; count == 0 || (Only is null && (count < LeastCount || clock.Elapsed.TotalSeconds < Seconds)); seed++, count++)
            {
                try
                {
                    await tryOneAsync(seed);
                }
                catch (Exception exception)
                {
                    throw new InvalidOperationException($"PARLEY_FUZZ_SEED={seed} shows it alone, after {count} others. {exception.Message}", exception);
                }
            }
        });
        try
        {
            await trying.WaitAsync(TimeSpan.FromSeconds(Seconds + 60), TestContext.Current.CancellationToken);
        }
        catch (TimeoutException)
        {
            Assert.Fail($"The mutant of PARLEY_FUZZ_SEED={seed} keeps its receiver busy for ever.");
        }

        TestContext.Current.SendDiagnosticMessage($"{count} mutants from {First} on");
        return count;
    }

    private static string? Read(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? text : null;
}
