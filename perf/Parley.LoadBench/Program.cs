using System.Globalization;
using System.Text.Json;
using Parley.LoadBench;

// Usage: Parley.LoadBench [--only NAME…] [--quick] [--json FILE] [--idle N] [--goodput] [--opening] [--callers N…] [--bytes N…] [--seconds N] [--rounds N]
if (args is ["--service", .. var serviceArguments])
{
    await ServiceRole.RunAsync(ServiceAddresses.Parse(serviceArguments));
    return;
}

var options = BenchOptions.Parse(args);
var pace = new Pace(options);
await using var service = await ServiceProcess.StartAsync();
if (options.IdleSessions > 0)
{
    await IdleSessions.RunAsync(service, options.Scenarios, options.IdleSessions);
    return;
}

if (options.Goodput)
{
    await Goodput.RunAsync(service, options.Stretch);
    return;
}

if (options.Opening)
{
    await Opening.RunAsync(service, options.Scenarios);
    return;
}

using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
var bench = new Bench(service, http, pace, options.Rounds);
foreach (var scenario in options.Scenarios)
{
    await bench.WarmUpAsync(scenario, options.IsQuick);
}

var rows = new List<Row>();
Console.WriteLine(
    $"{"scenario",-12}{"bytes",7}{"callers",8}{"calls/s",10}{"bare/s",10}{"ratio",7}{"p50 µs",9}{"p99 µs",9}{"svc µs",8}{"cli µs",8}{"client B",10}{"service B",10}{"floor µs",10}{"x floor",9}");
foreach (var scenario in options.Scenarios)
{
    foreach (var bytes in options.Bytes)
    {
        foreach (var callers in options.Callers)
        {
            var row = await bench.MeasureAsync(scenario, bytes, callers);
            rows.Add(row);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{row.Scenario,-12}{row.Bytes,7}{row.Callers,8}{row.PerSecond,10:F0}{row.BaselinePerSecond,10:F0}{row.Ratio,7:P0}{row.P50Microseconds,9:F0}{row.P99Microseconds,9:F0}{row.ServiceCpuMicroseconds,8:F1}{row.ClientCpuMicroseconds,8:F1}{row.ClientAllocatedBytes,10:F0}{row.ServiceAllocatedBytes,10:F0}{row.FloorMicroseconds,10:F1}{(row.ServiceCpuMicroseconds + row.ClientCpuMicroseconds) / row.FloorMicroseconds,9:F2}"));
            if (row.Beside is { } beside)
            {
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{"  beside",-70}{beside.ServiceMicroseconds,8:F1}{beside.ClientMicroseconds,8:F1}{beside.ClientBytes,10:F0}{beside.ServiceBytes,10:F0}"));
            }
        }
    }
}

if (options.JsonFile is not null)
{
    await File.WriteAllLinesAsync(options.JsonFile, rows.Select(row => JsonSerializer.Serialize(row)));
}
