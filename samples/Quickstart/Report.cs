using Spectre.Console;

namespace Quickstart;

/// <summary>The runs side by side: on a terminal a table that fills as they go, elsewhere a line now and then and the table at the end.</summary>
public sealed class Report(IReadOnlyList<Run> runs, IndexSummary expected)
{
    private static readonly TimeSpan _refresh = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan _line = TimeSpan.FromSeconds(2);

    private readonly bool _isLive = !Console.IsOutputRedirected && AnsiConsole.Profile.Capabilities.Ansi;

    /// <summary>Executes the runs, one after the other, and shows them.</summary>
    public async Task ShowAsync()
    {
        if (_isLive)
        {
            await AnsiConsole.Live(CreateTable()).StartAsync(async live =>
            {
                foreach (var run in runs)
                {
                    await WatchAsync(run, _refresh, () => live.UpdateTarget(CreateTable()));
                }
            });
        }
        else
        {
            foreach (var run in runs)
            {
                await WatchAsync(run, _line, () => Console.WriteLine(LineOf(run)));
            }

            AnsiConsole.Create(new() { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors }).Write(CreateTable());
        }

        foreach (var run in runs)
        {
            ShowFailures(run);
        }
    }

    private static async Task WatchAsync(Run run, TimeSpan interval, Action show)
    {
        var execution = run.ExecuteAsync();
        while (await Task.WhenAny(execution, Task.Delay(interval)) != execution)
        {
            show();
        }

        show();
        await execution;
    }

    private static string LineOf(Run run) =>
        $"{run.Transport}, {NameOf(run)}: {run.Sent:N0} of {run.Lines:N0} lines sent, {run.Network?.Lost ?? 0:N0} messages lost, "
        + $"{run.Arrivals.ExactlyOnce:N0} lines delivered exactly once";

    private static string NameOf(Run run) => run.IsReliable ? "reliable session" : "plain";

    private static void ShowFailures(Run run)
    {
        if (run.Failed == 0)
        {
            return;
        }

        Console.WriteLine($"What the client saw in the {NameOf(run)} run:");
        foreach (var (failure, count) in run.Failures.Take(3))
        {
            Console.WriteLine($"  {count,5:N0} × {failure}");
        }
    }

    private Table CreateTable()
    {
        var table = new Table().Border(_isLive ? TableBorder.Rounded : TableBorder.Ascii).Title($"[bold]over {runs[0].Transport}[/]");
        table.AddColumn(new TableColumn(string.Empty).NoWrap());
        foreach (var run in runs)
        {
            table.AddColumn(new TableColumn(NameOf(run)).RightAligned().Width(20));
        }

        Add(table, "client: lines sent", ProgressOf);
        Add(table, "  calls that failed", run => Bad(run.Failed));
        Add(table, "  sent again", run => $"{run.SentAgain:N0}");
        Add(table, "network: messages, both ways", run => $"{run.Network!.Messages:N0}");
        Add(table, "  lost on the way", run => $"{run.Network!.Lost:N0}");
        Add(table, "  doubled", run => $"{run.Network!.Doubled:N0}");
        Add(table, "  overtaken", run => $"{run.Network!.Held:N0}");
        Add(table, "  connections cut", run => $"{run.Network!.Cut:N0}");
        Add(table, "service: different lines", run => $"{run.Arrivals.Lines:N0}");
        Add(table, "  never arrived", run => run.HasEnded ? Bad(run.Lines - run.Arrivals.Lines) : string.Empty);
        Add(table, "  arrived more than once", run => Bad(run.Arrivals.Repeated));
        Add(table, "  arrived after a later one", run => Bad(run.Arrivals.Late));
        Add(table, "  sessions", run => $"{run.Arrivals.Sessions:N0}");
        Add(table, "  its index of the words", IndexOf);
        Add(table, "[bold]delivered exactly once[/]", run => run.Arrivals.ExactlyOnce == run.Lines ? Good($"{run.Lines:N0}") : $"{run.Arrivals.ExactlyOnce:N0}");
        Add(table, "[bold]in order[/]", run => !run.HasEnded ? string.Empty : run.Arrivals.Late == 0 ? Good("yes") : "[red]no[/]");
        Add(table, "[bold]lines a second[/]", run => $"{run.Arrivals.Lines / Math.Max(run.Time.TotalSeconds, 0.1):N0}");
        Add(table, "seconds", run => $"{run.Time.TotalSeconds:F1}");
        return table;
    }

    private void Add(Table table, string name, Func<Run, string> valueOf) =>
        table.AddRow([name, .. runs.Select(run => run.HasBegun ? valueOf(run) : string.Empty)]);

    private string ProgressOf(Run run)
    {
        if (run.Sent == run.Lines || !_isLive)
        {
            return $"{run.Sent:N0}";
        }

        var done = 10 * run.Sent / run.Lines;
        return $"[blue]{new string('━', done)}[/][grey]{new string('━', 10 - done)}[/] {run.Sent:N0}";
    }

    private string IndexOf(Run run) =>
        !run.HasEnded ? string.Empty
        : run.Summary is not { } summary ? "[red]no answer[/]"
        : summary.Fingerprint == expected.Fingerprint ? Good("right")
        : $"[red]wrong ({summary.Lines:N0} lines)[/]";

    private static string Bad(int count) => count == 0 ? "0" : $"[red]{count:N0}[/]";

    private static string Good(string text) => $"[green]{text}[/]";
}
