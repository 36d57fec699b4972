using System.Runtime.InteropServices;
using Parley;
using Parley.Interop;

// Serves every agreed row, until SIGTERM or Ctrl-C.
InteropOptions options;
try
{
    options = InteropOptions.Parse(args);
}
catch (ArgumentException exception)
{
    Console.Error.WriteLine(exception.Message);
    return 2;
}

var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);

var certificates = options.Certificates is null ? null : InteropCertificates.In(options.Certificates);
var rows = InteropRows.All(certificates).Where(row => row.NotAvailable is null && options.Places(row)).ToList();
var hosts = new[]
{
    Host<CalculatorService, ICalculator>("calculator"),
    Host<CalculatorSessionService, ICalculatorSession>("session"),
    Host<SinkService, ISink>("sink"),
    Host<SinkReportService, ISinkReport>("report"),
    Host<DuplexService, IDuplex>("duplex"),
}.Where(host => host.Description.Endpoints.Count > 0).ToList();

foreach (var host in hosts)
{
    await host.OpenAsync();
}

Console.WriteLine("listening");
await stopped.Task;

foreach (var host in hosts)
{
    await host.CloseAsync();
}

return 0;

void Stop(PosixSignalContext context)
{
    context.Cancel = true; // The process ends when the hosts are closed.
    stopped.TrySetResult();
}

ServiceHost Host<TService, TContract>(string contract)
{
    var host = new ServiceHost(typeof(TService));
    if (certificates is not null)
    {
        InteropRows.Configure(host.Credentials, certificates);
    }

    foreach (var row in rows.Where(row => row.Contracts.Contains(contract)))
    {
        var address = options.Address(row, contract);
        if (row.Port == RowPort.Pipes)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(address.LocalPath)!);
        }

        host.AddServiceEndpoint(typeof(TContract), row.Binding(), address);
    }

    return host;
}
