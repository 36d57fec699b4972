using Parley.Interop.Tests.Peers;

namespace Parley.Interop.Tests;

/// <summary>Our client calls our host, each a process of its own, over every row of the agreement.</summary>
public sealed class AgreementTests(AgreementTests.ClientRun run) : IClassFixture<AgreementTests.ClientRun>
{
    public static TheoryData<string, string> AvailableRows => Rows(row => row.NotAvailable is null && !row.Extra);

    public static TheoryData<string, string> UnavailableRows => Rows(row => row.NotAvailable is not null);

    [Theory]
    [MemberData(nameof(AvailableRows))]
    public void A_row_passes(string path, string contract) =>
        Assert.True(run.Results.Contains($"pass {path} {contract}"), run.Output);

    [Theory]
    [MemberData(nameof(UnavailableRows))]
    public void A_row_that_is_not_there_yet_is_told_to_be_so(string path, string contract) =>
        Assert.True(run.Results.Contains($"n/a {path} {contract}"), run.Output);

    [Fact]
    public void The_last_line_counts_the_rows_and_the_exit_code_is_0()
    {
        var counts = $"{AvailableRows.Count} passed, 0 failed, {UnavailableRows.Count} n/a";
        Assert.True(run.Output.Split('\n').Contains(counts), $"expected {counts}\n{run.Output}");
        Assert.Equal(0, run.ExitCode);
    }

    private static TheoryData<string, string> Rows(Func<Row, bool> which)
    {
        // The tables with and without certificates name the same rows; the names are all that is asked for here.
        var names = InteropRows.All(certificates: null);
        var data = new TheoryData<string, string>();
        foreach (var row in names)
        {
            var needsCertificates = row.NotAvailable == InteropRows.NoCertificates;
            if (needsCertificates ? which(new Row { Path = row.Path, Extra = row.Extra }) : which(row))
            {
                foreach (var contract in row.Contracts)
                {
                    data.Add(row.Path, contract);
                }
            }
        }

        return data;
    }

    /// <summary>One run of the client over all rows, which the tests look at row by row.</summary>
    public sealed class ClientRun(ParleyHost host) : IAsyncLifetime
    {
        public int ExitCode { get; private set; }

        public string[] Results { get; private set; } = [];

        public string Output { get; private set; } = "";

        public async ValueTask InitializeAsync()
        {
            (ExitCode, var client) = await PeerProcess.RunAsync(ParleyPrograms.Client, host.Arguments);
            Results = [.. client.Results];
            Output = $"{client.Output}\n\nThe host printed:\n{host.Output}";
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
