using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;

namespace Parley.Interop
{
    /// <summary>A client's run over its rows: one line for each contract, then the counts.</summary>
    public static class InteropRun
    {
        private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

        /// <summary>Returns the exit code: 0 when nothing failed and something passed, else 1.</summary>
        public static int Execute(IEnumerable<Row> rows, InteropOptions options)
        {
            int passed = 0, failed = 0, notAvailable = 0;
            foreach (var row in rows)
            {
                foreach (var contract in row.Contracts)
                {
                    if (!options.Selects(row, contract))
                    {
                        continue;
                    }

                    var reason = row.NotAvailable ?? (options.Places(row) ? null : "the command line does not say where");
                    if (reason != null)
                    {
                        notAvailable++;
                        Console.WriteLine("n/a " + row.Path + " " + contract + " " + reason);
                        continue;
                    }

                    var clock = Stopwatch.StartNew();
                    var error = ErrorOf(new Target(row, contract, options));
                    if (error == null)
                    {
                        passed++;
                        Console.WriteLine("pass " + row.Path + " " + contract + " " + clock.ElapsedMilliseconds);
                    }
                    else
                    {
                        failed++;
                        Console.WriteLine("FAIL " + row.Path + " " + contract + " " + FirstLine(error));
                        Console.Error.WriteLine(row.Path + " " + contract + ": " + error);
                    }
                }
            }

            Console.WriteLine(passed + " passed, " + failed + " failed, " + notAvailable + " n/a");
            return failed == 0 && passed > 0 ? 0 : 1;
        }

        private static Exception ErrorOf(Target target)
        {
            Exception error = null;
            var thread = new Thread(() =>
            {
                try
                {
                    Run(target);
                }
                catch (Exception exception)
                {
                    error = exception;
                }
            });
            thread.IsBackground = true;
            thread.Start();
            return thread.Join(Limit) ? error : new TimeoutException("not finished after 30 s");
        }

        private static void Run(Target target)
        {
            switch (target.Contract)
            {
                case "calculator": CalculatorChecks.Run(target); break;
                case "session": CalculatorSessionChecks.Run(target); break;
                case "sink": SinkChecks.Run(target); break;
                case "report": SinkReportChecks.Run(target); break;
                case "duplex": DuplexChecks.Run(target); break;
                default: throw new ArgumentException("There is no contract " + target.Contract + ".");
            }
        }

        private static string FirstLine(Exception error)
        {
            return error.GetType().Name + ": " + error.Message.Split('\r', '\n')[0];
        }
    }
}
