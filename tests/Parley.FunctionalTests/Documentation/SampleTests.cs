using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Parley.FunctionalTests.Documentation;

/// <summary>Every sample runs to its end. The build of this project builds them.</summary>
public sealed class SampleTests
{
    public static TheoryData<string> Samples()
    {
        var samples = new TheoryData<string>();
        foreach (var project in Directory.GetFiles(Path.Combine(Root(), "samples"), "*.csproj", SearchOption.AllDirectories))
        {
            samples.Add(Path.GetFileNameWithoutExtension(project));
        }

        return samples;
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task A_sample_runs_and_exits_with_zero(string sample)
    {
        // This program lies at bin/CONFIGURATION/FRAMEWORK of its project, and so do the samples.
        var output = Path.GetRelativePath(Path.Combine(Root(), "tests", "Parley.FunctionalTests"), AppContext.BaseDirectory);
        var program = Path.Combine(Root(), "samples", sample, output, sample + ".dll");
        Assert.True(File.Exists(program), $"{program} is not built. Build tests/Parley.FunctionalTests, which builds the samples.");

        // The whole text through a bad network takes longer than is worth it here.
        string[] arguments = sample == "Quickstart" ? ["--lines", "300"] : [];
        var dotnet = Environment.ProcessPath!.EndsWith("dotnet", StringComparison.Ordinal) ? Environment.ProcessPath : "dotnet";
        using var process = Process.Start(new ProcessStartInfo(dotnet, [program, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var standardOutput = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var standardError = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        try
        {
            await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }

        Assert.True(process.ExitCode == 0, $"{sample} exited with {process.ExitCode}:\n{await standardOutput}\n{await standardError}");
        Assert.NotEqual(string.Empty, await standardOutput);
    }

    private static string Root([CallerFilePath] string path = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "..", "..", ".."));
}
