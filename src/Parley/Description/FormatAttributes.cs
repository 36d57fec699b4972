using System.Reflection;

namespace Parley.Description;

/// <summary>Which serializer an operation uses, and how its parts stand in the body: the method's attribute, else the contract's, else
/// the data contract serializer with document style.</summary>
internal sealed record FormatAttributes(DataContractFormatAttribute? DataContract, XmlSerializerFormatAttribute? XmlSerializer)
{
    internal bool IsRpc => (DataContract?.Style ?? XmlSerializer?.Style) == OperationFormatStyle.Rpc;

    internal static FormatAttributes Of(Type contractType, MethodInfo method) =>
        Find(method) ?? Find(contractType) ?? new FormatAttributes(new DataContractFormatAttribute(), null);

    internal void AddTo(OperationDescription operation)
    {
        operation.Behaviors.Add(XmlSerializer is null
            ? new DataContractSerializerOperationBehavior(operation, DataContract ?? new DataContractFormatAttribute())
            : new XmlSerializerOperationBehavior(operation, XmlSerializer));
    }

    private static FormatAttributes? Find(ICustomAttributeProvider provider)
    {
        var dataContract = ContractAttributes.Find<DataContractFormatAttribute>(provider);
        var xmlSerializer = ContractAttributes.Find<XmlSerializerFormatAttribute>(provider);
        if (dataContract is not null && xmlSerializer is not null)
        {
            throw new InvalidOperationException(
                $"'{provider}' has both [DataContractFormat] and [XmlSerializerFormat]. Take one of them away.");
        }

        return dataContract is null && xmlSerializer is null ? null : new FormatAttributes(dataContract, xmlSerializer);
    }
}
