using Parley.Description;

namespace Parley;

/// <summary>Finds the contract that a name means among those which a service implements.</summary>
internal static class ContractFinder
{
    internal static Type Find(ServiceDescription service, string name)
    {
        var type = service.ServiceType ?? throw new InvalidOperationException(
            $"The service '{service.Name}' has no type, so the contract '{name}' cannot be looked up by name. Add a ServiceEndpoint with a ContractDescription.");
        Type[] candidates = [.. type.GetInterfaces(), type];
        return Array.Find(candidates, c => c.FullName == name)
            ?? Array.Find(candidates, c => c.Name == name)
            ?? Array.Find(candidates, c => IsNamed(c, name))
            ?? throw new InvalidOperationException(
                $"The service '{type}' does not implement a contract '{name}'. Give the full name of one of its interfaces that has [ServiceContract].");
    }

    private static bool IsNamed(Type candidate, string name) =>
        candidate.GetCustomAttributes(false).OfType<ServiceContractAttribute>().FirstOrDefault() is { } contract
        && (contract.ConfigurationName == name || contract.Name == name);
}
