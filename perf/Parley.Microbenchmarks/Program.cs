using BenchmarkDotNet.Running;

// dotnet run -c Release --project perf/Parley.Microbenchmarks -- --filter '*Encoder*'
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
