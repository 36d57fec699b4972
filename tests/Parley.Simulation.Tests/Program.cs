using Parley.Simulation.Tests;
using Xunit.Runner.InProc.SystemConsole;

// --seeds N [--from S]: simulates these sessions and says which failed. Anything else is xunit's.
if (SeedRange.TryParse(args) is { } range)
{
    var failures = SeedRunner.Run(range, Console.Out);
    return failures.Count == 0 ? 0 : 1;
}

return await ConsoleRunner.Run(args);
