using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Parley.Interop.Tests.Peers;

/// <summary>A program that a test started. What it prints is kept; it is killed at the end if it still runs.</summary>
public sealed class PeerProcess : IAsyncDisposable
{
    private static readonly TimeSpan Guard = TimeSpan.FromSeconds(120);

    private readonly ConcurrentQueue<string> _output = new();
    private readonly TaskCompletionSource _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Process _process;

    private PeerProcess(string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true, // Mono's service runs until its input ends, so it cannot outlive the tests.
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.Exited += (_, _) => _listening.TrySetException(new InvalidOperationException("It ended before it was listening."));
        _ = _listening.Task.Exception; // Nobody asks a client whether it listens.
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>All lines so far, of both streams.</summary>
    public string Output => string.Join('\n', _output);

    /// <summary>The lines of a client's run: "pass", "FAIL" or "n/a", the path and the contract.</summary>
    public IEnumerable<string> Results =>
        from line in _output
        where line.StartsWith("pass ", StringComparison.Ordinal)
            || line.StartsWith("FAIL ", StringComparison.Ordinal)
            || line.StartsWith("n/a ", StringComparison.Ordinal)
        select string.Join(' ', line.Split(' ')[..3]);

    /// <summary>Whether this machine has a program.</summary>
    public static bool IsOnPath(string program) =>
        Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));

    /// <summary>Starts a service, and returns when it says that it listens.</summary>
    public static async Task<PeerProcess> StartServiceAsync(string program, params IEnumerable<string> arguments)
    {
        var process = new PeerProcess(program, arguments);
        try
        {
            await process._listening.Task.WaitAsync(Guard);
            return process;
        }
        catch (Exception exception)
        {
            await process.DisposeAsync();
            throw new InvalidOperationException($"{program} did not begin to listen. It printed:\n{process.Output}", exception);
        }
    }

    /// <summary>
    /// Starts a service that is told its ports. They can only be given to it by number, so another program may have taken one before the service listens at it: when that is what
    /// it says, it is started once more with other ports.
    /// </summary>
    /// <param name="program">The program.</param>
    /// <param name="chooseArguments">Makes the command line, each time with ports of its own.</param>
    public static async Task<PeerProcess> StartServiceAsync(string program, Func<IEnumerable<string>> chooseArguments)
    {
        try
        {
            return await StartServiceAsync(program, chooseArguments());
        }
        catch (InvalidOperationException exception) when (exception.Message.Contains("already in use", StringComparison.OrdinalIgnoreCase))
        {
            return await StartServiceAsync(program, chooseArguments());
        }
    }

    /// <summary>Runs a program to its end.</summary>
    public static async Task<(int ExitCode, PeerProcess Process)> RunAsync(string program, params IEnumerable<string> arguments)
    {
        var process = new PeerProcess(program, arguments);
        await using (process)
        {
            return (await process.WaitForExitAsync(), process);
        }
    }

    /// <summary>Asks the program to end, as a service manager does, and returns its exit code.</summary>
    public Task<int> TerminateAsync()
    {
        const int Sigterm = 15;
        Assert.Equal(0, Kill(_process.Id, Sigterm));
        return WaitForExitAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);

    private async Task<int> WaitForExitAsync()
    {
        using var guard = new CancellationTokenSource(Guard);
        try
        {
            await _process.WaitForExitAsync(guard.Token);
            return _process.ExitCode;
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"{_process.StartInfo.FileName} did not end within {Guard.TotalSeconds} s. It printed:\n{Output}");
        }
    }

    private void Keep(string? line)
    {
        if (line is null)
        {
            return;
        }

        _output.Enqueue(line);
        if (line == "listening")
        {
            _listening.TrySetResult();
        }
    }
}
