namespace Parley;

/// <summary>
/// The hold that a call has on its service instance under <c>ConcurrencyMode.Reentrant</c>: the call lets go of it while it
/// waits for a call of its own. Several outgoing calls of one operation may overlap, so lets and retakes are counted.
/// </summary>
internal interface IInstanceLease
{
    /// <summary>Lets other calls have the instance.</summary>
    void Release();

    /// <summary>
    /// Waits until the instance is this call's again. A call that comes back goes before calls that have not begun; of several
    /// outgoing calls all wait for the last one.
    /// </summary>
    ValueTask RetakeAsync();
}
