using System.Diagnostics;

namespace Parley.LoadBench;

/// <summary>What the service process has used so far.</summary>
/// <param name="CpuMicroseconds">Processor time of all threads.</param>
/// <param name="AllocatedBytes">Bytes allocated on the managed heap since the start.</param>
/// <param name="HeapBytes">Bytes alive on the managed heap; exact only after a collection.</param>
/// <param name="WorkingSetBytes">Memory that the process holds.</param>
/// <param name="CompiledMethods">How many methods have been compiled, each time counted.</param>
internal readonly record struct ServiceStats(double CpuMicroseconds, long AllocatedBytes, long HeapBytes, long WorkingSetBytes, long CompiledMethods)
{
    public static ServiceStats Read(bool collectFirst)
    {
        if (collectFirst)
        {
            GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
            GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }

        using var process = Process.GetCurrentProcess();
        return new ServiceStats(
            process.TotalProcessorTime.TotalMicroseconds,
            GC.GetTotalAllocatedBytes(precise: true),
            GC.GetTotalMemory(forceFullCollection: false),
            process.WorkingSet64,
            System.Runtime.JitInfo.GetCompiledMethodCount());
    }
}
