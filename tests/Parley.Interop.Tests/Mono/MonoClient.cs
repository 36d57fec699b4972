namespace Parley.Interop
{
    /// <summary>Mono's WCF calls every row that it can do. Same command line and output as Parley.InteropClient.</summary>
    internal static class MonoClient
    {
        private static int Main(string[] arguments)
        {
            var options = InteropOptions.Parse(arguments);
            return InteropRun.Execute(MonoRows.All(options.Certificates), options);
        }
    }
}
