using System.Diagnostics;
using System.Text.Json;

namespace Parley.LoadBench;

/// <summary>The client's handle on the service process.</summary>
internal sealed class ServiceProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly DirectoryInfo _folder;

    private ServiceProcess(Process process, DirectoryInfo folder, ServiceAddresses addresses)
    {
        _process = process;
        _folder = folder;
        Addresses = addresses;
        Credentials = Credentials.Load(folder.FullName);
    }

    /// <summary>What clients show.</summary>
    public Credentials Credentials { get; }

    public ServiceAddresses Addresses { get; }

    public static async Task<ServiceProcess> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("parley-bench-");
        var addresses = ServiceAddresses.Choose(folder.FullName);
        Credentials.Create(folder.FullName);
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardInput = true, RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
        {
            start.ArgumentList.Add(typeof(ServiceProcess).Assembly.Location);
        }

        start.ArgumentList.Add("--service");
        foreach (var argument in addresses.ToArguments())
        {
            start.ArgumentList.Add(argument);
        }

        var process = Process.Start(start) ?? throw new InvalidOperationException("The service process did not start.");
        var service = new ServiceProcess(process, folder, addresses);
        var line = await process.StandardOutput.ReadLineAsync();
        if (line != "listening")
        {
            await service.DisposeAsync();
            throw new InvalidOperationException($"The service process did not start to listen. It said: {line ?? "nothing"}");
        }

        return service;
    }

    /// <summary>Makes a factory for a scenario's endpoint.</summary>
    public ChannelFactory<IEcho> CreateFactory(Scenario scenario)
    {
        // 127.0.0.1 is where the service is; its certificate says localhost.
        var factory = new ChannelFactory<IEcho>(
            scenario.CreateBinding(), new EndpointAddress(Addresses.For(scenario), EndpointIdentity.CreateDnsIdentity("localhost")));
        Credentials.Use(factory);
        return factory;
    }

    /// <summary>Asks the service what it has used so far.</summary>
    /// <param name="collectFirst">True: collect garbage first, so that what is alive can be told.</param>
    public async Task<ServiceStats> ReadStatsAsync(bool collectFirst = false)
    {
        await _process.StandardInput.WriteLineAsync(collectFirst ? "collect" : "stats");
        await _process.StandardInput.FlushAsync();
        var line = await _process.StandardOutput.ReadLineAsync()
            ?? throw new InvalidOperationException("The service process has ended.");
        return JsonSerializer.Deserialize<ServiceStats>(line);
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(15));
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
        _folder.Delete(recursive: true);
    }
}
