using System.Collections.ObjectModel;
using System.Xml;

namespace Parley.Description;

/// <summary>The endpoints of a service. Source: WCF documentation, ServiceEndpointCollection.</summary>
public class ServiceEndpointCollection : Collection<ServiceEndpoint>
{
    internal ServiceEndpointCollection()
    {
    }

    /// <summary>The first endpoint of a contract.</summary>
    /// <param name="contractType">The contract's type.</param>
    /// <returns>The endpoint, or null.</returns>
    public ServiceEndpoint? Find(Type contractType) => FindFirst(e => e.Contract.ContractType == contractType);

    /// <summary>The first endpoint at an address.</summary>
    /// <param name="address">The address.</param>
    /// <returns>The endpoint, or null.</returns>
    public ServiceEndpoint? Find(Uri address) => FindFirst(e => e.Address?.Uri == address);

    /// <summary>The first endpoint whose binding has a qualified name.</summary>
    /// <param name="bindingName">The binding's name and namespace.</param>
    /// <returns>The endpoint, or null.</returns>
    public ServiceEndpoint? Find(XmlQualifiedName bindingName) => FindFirst(e => HasBinding(e, bindingName));

    /// <summary>The first endpoint of a contract whose binding has a qualified name.</summary>
    /// <param name="contractType">The contract's type.</param>
    /// <param name="bindingName">The binding's name and namespace.</param>
    /// <returns>The endpoint, or null.</returns>
    public ServiceEndpoint? Find(Type contractType, XmlQualifiedName bindingName) =>
        FindFirst(e => e.Contract.ContractType == contractType && HasBinding(e, bindingName));

    /// <summary>All endpoints of a contract.</summary>
    /// <param name="contractType">The contract's type.</param>
    /// <returns>A new collection.</returns>
    public Collection<ServiceEndpoint> FindAll(Type contractType) => FindEvery(e => e.Contract.ContractType == contractType);

    /// <summary>All endpoints whose binding has a qualified name.</summary>
    /// <param name="bindingName">The binding's name and namespace.</param>
    /// <returns>A new collection.</returns>
    public Collection<ServiceEndpoint> FindAll(XmlQualifiedName bindingName) => FindEvery(e => HasBinding(e, bindingName));

    /// <inheritdoc/>
    protected override void InsertItem(int index, ServiceEndpoint item)
    {
        ArgumentNullException.ThrowIfNull(item);
        base.InsertItem(index, item);
    }

    /// <inheritdoc/>
    protected override void SetItem(int index, ServiceEndpoint item)
    {
        ArgumentNullException.ThrowIfNull(item);
        base.SetItem(index, item);
    }

    private static bool HasBinding(ServiceEndpoint endpoint, XmlQualifiedName name) =>
        endpoint.Binding is { } binding && binding.Name == name.Name && binding.Namespace == name.Namespace;

    private ServiceEndpoint? FindFirst(Func<ServiceEndpoint, bool> matches) => this.FirstOrDefault(matches);

    private Collection<ServiceEndpoint> FindEvery(Func<ServiceEndpoint, bool> matches) => [.. this.Where(matches)];
}
