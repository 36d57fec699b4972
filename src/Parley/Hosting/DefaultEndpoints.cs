using Parley.Channels;
using Parley.Description;

namespace Parley;

/// <summary>The endpoints of a host that describes none: each contract of the service at each base address. WCF documentation:
/// Simplified Configuration, Default Endpoints.</summary>
internal static class DefaultEndpoints
{
    /// <summary>The contracts that a service class implements, without those that another one of them inherits.</summary>
    internal static Type[] ContractsOf(Type serviceType)
    {
        Type[] contracts = [.. serviceType.GetInterfaces().Append(serviceType).Where(ContractAttributes.Has<ServiceContractAttribute>)];
        return [.. contracts.Where(contract => !Array.Exists(contracts, other => other != contract && contract.IsAssignableFrom(other)))];
    }

    /// <summary>The binding that a scheme stands for, with its default settings.</summary>
    /// <exception cref="InvalidOperationException">It stands for none.</exception>
    internal static Binding BindingOf(Uri baseAddress) =>
        baseAddress.Scheme switch
        {
            "http" => new BasicHttpBinding(),
            "https" => new BasicHttpsBinding(),
            "net.tcp" => new NetTcpBinding(),
            "net.pipe" => new NetNamedPipeBinding(),
            "net.uds" => new UnixDomainSocketBinding(),
            _ => throw new InvalidOperationException(
                $"The scheme of the base address '{baseAddress}' has no default binding. Call AddServiceEndpoint with the binding to use there."),
        };
}
