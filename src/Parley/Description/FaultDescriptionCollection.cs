using System.Collections.ObjectModel;

namespace Parley.Description;

/// <summary>The faults that an operation declares. Source: WCF documentation, FaultDescriptionCollection.</summary>
public class FaultDescriptionCollection : Collection<FaultDescription>
{
    internal FaultDescriptionCollection()
    {
    }

    /// <summary>The first fault with an action.</summary>
    /// <param name="action">The action.</param>
    /// <returns>The fault, or null.</returns>
    public FaultDescription? Find(string action)
    {
        foreach (var fault in this)
        {
            if (fault.Action == action)
            {
                return fault;
            }
        }

        return null;
    }

    /// <summary>All faults with an action.</summary>
    /// <param name="action">The action.</param>
    /// <returns>A new collection.</returns>
    public Collection<FaultDescription> FindAll(string action)
    {
        var found = new Collection<FaultDescription>();
        foreach (var fault in this)
        {
            if (fault.Action == action)
            {
                found.Add(fault);
            }
        }

        return found;
    }
}
