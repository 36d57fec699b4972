using System;
using System.Collections.Generic;
using System.ServiceModel;
using System.ServiceModel.Channels;

namespace Parley.Interop
{
    /// <summary>Mono's WCF serves every row that it can do, until its input ends. Same command line as Parley.InteropHost.</summary>
    internal static class MonoService
    {
        private static int Main(string[] arguments)
        {
            var options = InteropOptions.Parse(arguments);
            var hosts = new[]
            {
                Host(typeof(CalculatorService), typeof(ICalculator), "calculator", options),
                Host(typeof(CalculatorSessionService), typeof(ICalculatorSession), "session", options),
                Host(typeof(SinkService), typeof(ISink), "sink", options),
                Host(typeof(SinkReportService), typeof(ISinkReport), "report", options),
                Host(typeof(DuplexService), typeof(IDuplex), "duplex", options),
            };
            foreach (var host in hosts)
            {
                if (host.Description.Endpoints.Count > 0)
                {
                    host.Open();
                }
            }

            Console.WriteLine("listening");
            while (Console.Read() >= 0)
            {
            }

            return 0;
        }

        private static ServiceHost Host(Type service, Type contract, string name, InteropOptions options)
        {
            var host = new ServiceHost(service);
            if (options.Certificates != null)
            {
                // Mono does not look at ServiceHost.Credentials.
                host.Description.Behaviors.Add(MonoRows.Credentials(options.Certificates));
            }

            foreach (var row in MonoRows.All(options.Certificates))
            {
                // Mono opens a socket for each net.tcp endpoint and cannot share the port: one contract there, the one that is named.
                var served = Array.IndexOf(row.Contracts, name) >= 0 && options.Places(row);
                if (served && (row.Port != RowPort.Tcp || name == options.Contract))
                {
                    host.AddServiceEndpoint(contract, row.Binding(), options.Address(row, name));
                }
            }

            return host;
        }
    }
}
