namespace Parley.Simulation.Tests;

/// <summary>
/// Sessions over networks that seeds made. PARLEY_SEEDS and PARLEY_SEED_FROM (or --seeds N --from S of the executable)
/// say how many and from which; 20,000 from 1 otherwise. A failure names the seed that replays it alone.
/// </summary>
public sealed class SeededNetworkTests
{
    [Fact]
    public void Every_seed_delivers_exactly_once_keeps_its_bounds_and_ends()
    {
        using var output = new StringWriter();
        var failures = SeedRunner.Run(SeedRange.FromEnvironment(20_000), output);
        TestContext.Current.TestOutputHelper!.WriteLine(output.ToString());
        Assert.True(failures.Count == 0, string.Join("\n", failures.Take(3)));
    }
}
