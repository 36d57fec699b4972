using System.Globalization;

namespace Parley.LoadBench;

/// <summary>The command line.</summary>
internal sealed class BenchOptions
{
    /// <summary>The scenarios to run; all by default.</summary>
    public IReadOnlyList<Scenario> Scenarios { get; private set; } = Scenario.All;

    /// <summary>Payload sizes in bytes.</summary>
    public IReadOnlyList<int> Bytes { get; private set; } = [100, 4096, 65536];

    /// <summary>Numbers of callers.</summary>
    public IReadOnlyList<int> Callers { get; private set; } = [1, 8, 32];

    /// <summary>Where to write one JSON object a row; null for nowhere.</summary>
    public string? JsonFile { get; private set; }

    /// <summary>Above zero: measure this many idle sessions instead.</summary>
    public int IdleSessions { get; private set; }

    /// <summary>True: measure what gets through a network that loses instead.</summary>
    public bool Goodput { get; private set; }

    /// <summary>True: measure opening and closing instead.</summary>
    public bool Opening { get; private set; }

    /// <summary>True: everything ends within 50 seconds, however many rows there are.</summary>
    public bool IsQuick { get; private set; }

    public TimeSpan WarmUp { get; private set; } = TimeSpan.FromSeconds(1);

    public TimeSpan Stretch { get; private set; } = TimeSpan.FromSeconds(1);

    public int Rounds { get; private set; } = 5;

    public static BenchOptions Parse(IReadOnlyList<string> arguments)
    {
        var options = new BenchOptions();
        for (var i = 0; i < arguments.Count; i++)
        {
            switch (arguments[i])
            {
                case "--quick":
                    options.IsQuick = true;
                    options.Rounds = 2;
                    break;
                case "--only":
                    options.Scenarios = [.. Values(arguments, ref i).SelectMany(Scenario.FindAll)];
                    break;
                case "--bytes":
                    options.Bytes = [.. Values(arguments, ref i).Select(Number)];
                    break;
                case "--callers":
                    options.Callers = [.. Values(arguments, ref i).Select(Number)];
                    break;
                case "--json":
                    options.JsonFile = Values(arguments, ref i)[0];
                    break;
                case "--seconds":
                    options.Stretch = TimeSpan.FromSeconds(Number(Values(arguments, ref i)[0]));
                    break;
                case "--rounds":
                    options.Rounds = Number(Values(arguments, ref i)[0]);
                    break;
                case "--idle":
                    options.IdleSessions = Number(Values(arguments, ref i)[0]);
                    break;
                case "--goodput":
                    options.Goodput = true;
                    break;
                case "--opening":
                    options.Opening = true;
                    break;
                default:
                    throw new ArgumentException(
                        $"Unknown argument '{arguments[i]}'. Known are --only NAME…, --quick, --json FILE, --idle N, --goodput, --opening, --bytes N…, --callers N…, --seconds N, --rounds N.");
            }
        }

        return options;
    }

    private static List<string> Values(IReadOnlyList<string> arguments, ref int i)
    {
        var values = new List<string>();
        var option = arguments[i];
        while (i + 1 < arguments.Count && !arguments[i + 1].StartsWith("--", StringComparison.Ordinal))
        {
            values.Add(arguments[++i]);
        }

        return values.Count > 0 ? values : throw new ArgumentException($"{option} needs a value.");
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
