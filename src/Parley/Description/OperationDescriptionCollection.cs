using System.Collections.ObjectModel;

namespace Parley.Description;

/// <summary>The operations of a contract. Source: WCF documentation, OperationDescriptionCollection.</summary>
public class OperationDescriptionCollection : Collection<OperationDescription>
{
    internal OperationDescriptionCollection()
    {
    }

    /// <summary>The first operation with a name.</summary>
    /// <param name="name">The operation's name.</param>
    /// <returns>The operation, or null.</returns>
    public OperationDescription? Find(string name)
    {
        foreach (var operation in this)
        {
            if (operation.Name == name)
            {
                return operation;
            }
        }

        return null;
    }

    /// <summary>All operations with a name: in a duplex contract there may be one each way.</summary>
    /// <param name="name">The operations' name.</param>
    /// <returns>A new collection.</returns>
    public Collection<OperationDescription> FindAll(string name)
    {
        var found = new Collection<OperationDescription>();
        foreach (var operation in this)
        {
            if (operation.Name == name)
            {
                found.Add(operation);
            }
        }

        return found;
    }

    /// <inheritdoc/>
    protected override void InsertItem(int index, OperationDescription item)
    {
        ArgumentNullException.ThrowIfNull(item);
        base.InsertItem(index, item);
    }

    /// <inheritdoc/>
    protected override void SetItem(int index, OperationDescription item)
    {
        ArgumentNullException.ThrowIfNull(item);
        base.SetItem(index, item);
    }
}
