using Parley.Interop.Tests.Peers;
using Parley.Transports.Tests;

namespace Parley.Interop.Tests;

/// <summary>How the two programs behave towards those who run them.</summary>
public sealed class CommandLineTests(ParleyHost host)
{
    [Fact]
    public async Task The_host_prints_one_line_and_closes_cleanly_when_it_is_told_to_end()
    {
        using var folder = new TemporaryFolder();
        await using var second = await PeerProcess.StartServiceAsync(
            ParleyPrograms.Host, () => ["--http", FreePort.TakeText(), "--tcp", FreePort.TakeText(), "--pipes", folder.Path]);
        Assert.Equal(0, await second.TerminateAsync());
        Assert.Equal("listening", second.Output);
        Assert.Empty(Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task The_client_fails_when_nobody_listens()
    {
        var (exitCode, client) = await PeerProcess.RunAsync(ParleyPrograms.Client, "--http", FreePort.TakeText(), "--only", "/ws2007", "--contract", "calculator");
        Assert.True(exitCode == 1, client.Output);
        Assert.Contains("FAIL /ws2007 calculator", client.Results);
        Assert.Contains("EndpointNotFoundException", client.Output);
    }

    [Fact]
    public async Task Only_rows_whose_path_begins_as_asked_are_run()
    {
        var (exitCode, client) = await PeerProcess.RunAsync(ParleyPrograms.Client, [.. host.Arguments, "--only", "/basic"]);
        Assert.True(exitCode == 0, client.Output);
        Assert.Equal(["pass /basic calculator", "pass /basic report", "pass /basic/mtom calculator"], client.Results);
    }

    [Theory]
    [InlineData("--colour", "red")]
    [InlineData("--http", "eighty")]
    [InlineData("--tcp", "65536")]
    [InlineData("--tcp")]
    public async Task A_wrong_option_is_told(params string[] arguments)
    {
        foreach (var program in new[] { ParleyPrograms.Host, ParleyPrograms.Client })
        {
            var (exitCode, process) = await PeerProcess.RunAsync(program, arguments);
            Assert.True(exitCode == 2, process.Output);
            Assert.Contains(arguments[0], process.Output);
        }
    }
}
