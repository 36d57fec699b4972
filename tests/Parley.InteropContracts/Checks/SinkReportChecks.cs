using System;

namespace Parley.Interop
{
    /// <summary>A run that nobody began is empty.</summary>
    internal static class SinkReportChecks
    {
        public static void Run(Target target)
        {
            using (var connection = target.Connect<ISinkReport>())
            {
                Check.Equal(0, connection.Proxy.Taken(Guid.NewGuid().ToString()).Length, "numbers of an unknown run");
                connection.Close();
            }
        }
    }
}
