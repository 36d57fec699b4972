namespace Parley.Description;

/// <summary>Reads contracts from types.</summary>
internal static class ContractReader
{
    internal static ContractDescription Read(Type contractType, Type? serviceType) =>
        throw new NotSupportedException($"Reading the contract of '{contractType}' from its attributes is not supported yet ({serviceType}).");
}
